import Host
import Kernels
import Messaging
import Models
import Networks
import ODE
import Storage

/// Judges parameters on whole series, each solved from its first observation.
final class Evaluator<Scalar: TrainingScalar> {
  /// The samples that are evaluated, ascending.
  let samples: [Int]
  /// What the samples are called: `validation`, `training` or `all`.
  let split: SplitName
  /// The samples cut into groups, in order.
  let groups: SolveGroups

  private let model: TrajectoryModel<Scalar>
  private let feed: SeriesFeed<Scalar>
  private let communicator: Communicator
  private let variation: SeriesVariation<Scalar>?
  private let reduction: Reduction<Scalar>

  /// Where in the reduction the sums by series begin, behind loss, absolute and squared errors.
  ///
  /// They are those of squared errors, of the squared deviations of samples left out and, in the first evaluation, of
  /// the squared deviations of all.
  private static var squaresPlace: Int { 3 }

  /// Plans the memory; a collective call.
  ///
  /// - Parameters:
  ///   - samples: the samples to evaluate, at least one.
  ///   - split: what they are called.
  ///   - group: samples solved together.
  ///   - plan: the model.
  ///   - feed: where series come from.
  ///   - variation: how much the series vary, its means known before the first evaluation; nil where nobody asks how
  ///     much of that is explained.
  ///   - communicator: the ranks that share the work.
  init(
    samples: [Int], split: SplitName, group: Int, plan: ModelFactory<Scalar>, feed: SeriesFeed<Scalar>,
    variation: SeriesVariation<Scalar>?, communicator: Communicator
  ) throws(PathlineError) {
    self.variation = variation
    self.samples = samples
    self.split = split
    self.feed = feed
    self.communicator = communicator
    groups = SolveGroups(
      samples.map { SolveItem(sample: $0, start: 0, length: feed.file.length(of: $0)) }, size: group)
    let longest = samples.map { feed.file.length(of: $0) }.max() ?? 1
    model = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try plan.model(samples: min(group, samples.count), observations: longest, withGradient: false)
    }
    reduction = Reduction(
      parameters: 0, sums: Self.squaresPlace + 3 * feed.file.seriesCount, ranks: communicator.size)
  }

  /// Evaluates parameters; a collective call.
  ///
  /// - Parameters:
  ///   - parameters: the same on all ranks.
  ///   - step: updates made before.
  ///   - book: collects the predictions on rank 0; nil, on all ranks, to collect none.
  /// - Throws: The first failure in the order of the groups, or a `.numerical` error where no sample could be solved,
  ///   on all ranks.
  func evaluate(
    _ parameters: UnsafePointer<Scalar>, step: Int, collecting book: PredictionBuffer<Scalar>?
  ) throws(PathlineError) -> EvaluationRecord {
    let start = Stopwatch.now()
    reduction.reset()
    var failure: Failure?
    let rounds = GroupSchedule(groups: groups.count, ranks: communicator.size)
    for round in 0..<rounds.count {
      var predictions: [UInt8] = []
      if failure == nil, let index = rounds.group(round: round, rank: communicator.rank) {
        do throws(PathlineError) {
          try evaluate(groups[index], parameters, step: step)
          if book != nil { predictions = book!.encode(model, groups[index]) }
        } catch {
          failure = Failure(order: index, error).told(by: communicator)
        }
      }
      guard let book else { continue }
      let gathered = try messaging { () throws(MessagingError) in try communicator.gather(predictions, at: 0) }
      for (rank, bytes) in gathered.enumerated() where !bytes.isEmpty {
        if let index = rounds.group(round: round, rank: rank) { book.put(bytes, of: groups[index]) }
      }
    }
    reduction[.failures] = failure == nil ? 0 : 1
    try reduction.exchange(communicator)
    if reduction[.failures] > 0 { throw try Collective.first(failure, communicator) }
    guard reduction[.dropped] < samples.count else {
      throw PathlineError(
        .numerical,
        """
        evaluation after step \(step): none of the \(samples.count) samples could be solved: set solver.onFailure to \
        "fail" to see why.
        """)
    }
    return record(step: step, since: start)
  }

  private func evaluate(_ group: SolveGroup, _ parameters: UnsafePointer<Scalar>, step: Int) throws(PathlineError) {
    let place = "evaluation after step \(step)"
    try feed.fill(model.group, with: group.items)
    let sums: GroupSums
    do throws(ModelError) {
      sums = try model.evaluate(parameters)
    } catch {
      throw PathlineError(error, items: Array(group.items), place: place)
    }
    let data = model.group
    var squares = [Double](repeating: 0, count: data.series)
    FeedKernels.addSquaredMisses(
      model.predictions, states: model.field.stateCount, data.values, mask: data.mask,
      counts: model.comparedCounts,
      series: data.series, samples: data.samples, columns: data.columns, into: &squares)
    // What samples left out vary is not to be explained.
    let unexplained = try addVariation(of: group)
    for (index, value) in ([sums.lossSum, sums.absoluteSum, sums.squareSum] + squares + unexplained).enumerated() {
      guard reduction.add(value, to: index) else {
        throw PathlineError(
          .numerical,
          """
          \(place), \(PathlineError.address(nil, Array(group.items))): the predictions miss by \(value), which no sum \
          can hold.
          """
        )
      }
    }
    reduction[.entries] += sums.entries
    reduction[.samples] += group.items.count
    reduction[.dropped] += sums.forward.dropped
    reduction[.nfeForward] += sums.forward.evaluations
    reduction[.accepted] += sums.forward.accepted
    reduction[.rejected] += sums.forward.rejected
  }

  /// Adds how much the items of a group vary, if that is not known yet.
  ///
  /// - Returns: How much those vary that were left out, by series.
  private func addVariation(of group: SolveGroup) throws(PathlineError) -> [Double] {
    let series = feed.file.seriesCount
    var unexplained = [Double](repeating: 0, count: series)
    guard let variation else { return unexplained }
    for (column, item) in group.items.enumerated() {
      let isLeftOut = model.comparedCounts[column] == 0
      guard isLeftOut || variation.squares == nil else { continue }
      for (index, value) in try variation.squares(of: item).enumerated() {
        if isLeftOut { unexplained[index] += value }
        guard variation.squares == nil else { continue }
        guard reduction.add(value, to: Self.squaresPlace + 2 * series + index) else {
          throw variation.tooLarge(item.sample)
        }
      }
    }
    return unexplained
  }

  private func record(step: Int, since start: Int64) -> EvaluationRecord {
    let entries = Double(max(1, reduction[.entries]))
    var record = EvaluationRecord()
    record.step = step
    record.split = split.rawValue
    record.samples = reduction[.samples]
    record.loss = reduction.sum(0) / entries
    record.meanAbsoluteError = reduction.sum(1) / entries
    record.rootMeanSquareError = (reduction.sum(2) / entries).squareRoot()
    record.explainedVariance = explainedVariance()
    record.dropped = reduction[.dropped]
    record.accepted = reduction[.accepted]
    record.rejected = reduction[.rejected]
    record.nfe = reduction[.nfeForward]
    record.seconds = Double(Stopwatch.now() - start) * 1e-9
    return record
  }

  /// Of what each series varies, the part that is explained; of an evaluation in which all ranks took part.
  private func explainedVariance() -> [Double] {
    guard let variation else { return [] }
    let series = feed.file.seriesCount
    let all = variation.squares ?? (0..<series).map { reduction.sum(Self.squaresPlace + 2 * series + $0) }
    variation.squares = all
    return all.enumerated().map { index, all in
      let square = all - reduction.sum(Self.squaresPlace + series + index)
      return square > 0 ? 1 - reduction.sum(Self.squaresPlace + index) / square : .nan
    }
  }
}

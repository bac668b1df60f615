import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import Storage

/// Solves samples from their first observations through given times: those before a start backward in time.
struct PredictionPass<Scalar: TrainingScalar> {
  private let use: CheckpointUse<Scalar>
  private let times: [Double]
  private let communicator: Communicator
  private let groups: SolveGroups
  private let model: TrajectoryModel<Scalar>

  /// Plans the memory; a collective call.
  init(_ use: CheckpointUse<Scalar>, times: [Double], _ communicator: Communicator) throws(PathlineError) {
    self.use = use
    self.times = times
    self.communicator = communicator
    let size = min(use.job.training.group, use.file.sampleCount)
    groups = SolveGroups(
      (0..<use.file.sampleCount).map { SolveItem(sample: $0, start: 0, length: times.count) }, size: size)
    model = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      // One observation more than there are times: the start, where it comes before them.
      try use.plan.model(samples: size, observations: times.count + 1, withGradient: false)
    }
  }

  /// Solves all samples and collects the solutions on rank 0; a collective call.
  ///
  /// - Returns: How many samples were left out, in either direction, because they could not be solved.
  func run(_ parameters: UnsafePointer<Scalar>, into book: PredictionBuffer<Scalar>) throws(PathlineError) -> Int {
    var failure: Failure?
    var dropped = 0
    let rounds = GroupSchedule(groups: groups.count, ranks: communicator.size)
    for round in 0..<rounds.count {
      var predictions: [UInt8] = []
      if failure == nil, let index = rounds.group(round: round, rank: communicator.rank) {
        do throws(PathlineError) {
          predictions = try solve(groups[index], parameters, book, &dropped)
        } catch {
          failure = Failure(order: index, error).told(by: communicator)
        }
      }
      let gathered = try messaging { () throws(MessagingError) in try communicator.gather(predictions, at: 0) }
      for (rank, bytes) in gathered.enumerated() where !bytes.isEmpty {
        if let index = rounds.group(round: round, rank: rank) { book.put(bytes, of: groups[index]) }
      }
    }
    try Collective.settle(failure, communicator)
    var counts = [Int64(dropped)]
    try messaging { () throws(MessagingError) in
      try counts.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try communicator.sum(buffer) }
    }
    return Int(counts[0])
  }

  /// The predictions of a group at all times, as bytes that travel to rank 0.
  private func solve(
    _ group: SolveGroup, _ parameters: UnsafePointer<Scalar>, _ book: PredictionBuffer<Scalar>, _ dropped: inout Int
  ) throws(PathlineError) -> [UInt8] {
    model.group.samples = group.items.count
    var starts: [Double] = []
    var unsolved = Set<Int>()
    for (column, item) in group.items.enumerated() {
      starts.append(try use.feed.fillStart(model.group, column: column, sample: item.sample))
    }
    var predicted = [Scalar](repeating: .nan, count: group.items.count * times.count * model.group.series)
    for direction in PredictionPath.Direction.allCases {
      let paths = starts.map { PredictionPath(through: times, from: $0, direction) }
      guard paths.contains(where: { !$0.places.isEmpty }) else { continue }
      if direction == .earlier { try refuseEvents(group) }
      for (column, path) in paths.enumerated() {
        use.feed.setTimes(model.group, column: column, from: starts[column], through: path.timesBehindStart)
      }
      do throws(ModelError) {
        _ = try model.evaluate(parameters)
      } catch {
        // Its times are those asked for, not observations of the sample.
        throw PathlineError(error, items: Array(group.items), place: "prediction") { item, items in
          item.map { "sample \($0.sample)" } ?? PathlineError.address(nil, items)
        }
      }
      for (column, path) in paths.enumerated() {
        put(path, of: column, into: &predicted, book)
        if model.comparedCounts[column] == 0 { unsolved.insert(column) }
      }
    }
    dropped += unsolved.count
    return predicted.withUnsafeBytes { Array($0) } + (book.events?.encode(model) ?? [])
  }

  /// A jump is not taken back, and what rises forward in time falls backward.
  private func refuseEvents(_ group: SolveGroup) throws(PathlineError) {
    guard !use.job.model.events.isEmpty else { return }
    throw PathlineError(
      .job,
      """
      prediction, \(PathlineError.address(nil, Array(group.items))): some --times lie before a first observation, but \
      model.events are followed forward in time only; ask for times from the first observation on.
      """)
  }

  /// Copies a column's solution to its places.
  private func put(
    _ path: PredictionPath, of column: Int, into predicted: inout [Scalar], _ book: PredictionBuffer<Scalar>
  ) {
    let (series, states, columns) = (model.group.series, model.field.stateCount, model.group.columns)
    let solved = [Scalar](unsafeUninitializedCapacity: path.places.count * series) { buffer, count in
      count = path.places.count * series
      guard let start = buffer.baseAddress else { return }
      FeedKernels.gather(
        model.predictions + path.skip * states * columns, states: states, columns: columns, column: column,
        observations: path.places.count, rows: series, factors: book.divisors, into: start)
    }
    for (k, place) in path.places.enumerated() {
      for j in 0..<series { predicted[(column * times.count + place) * series + j] = solved[k * series + j] }
    }
  }
}

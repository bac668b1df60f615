import Kernels
import Messaging
import Models
import Networks
import Storage

/// Solves samples from their first observations through given times.
struct PredictionPass<Scalar: TrainingScalar> {
  private let use: CheckpointUse<Scalar>
  private let times: [Double]
  private let communicator: Communicator
  private let groups: [SolveGroup]
  private let model: TrajectoryModel<Scalar>

  /// Plans the memory; a collective call.
  init(_ use: CheckpointUse<Scalar>, times: [Double], _ communicator: Communicator) throws(TrainingError) {
    self.use = use
    self.times = times
    self.communicator = communicator
    let size = min(use.job.training.group, use.file.sampleCount)
    groups = SolveGroup.cut(
      (0..<use.file.sampleCount).map { SolveItem(sample: $0, start: 0, length: times.count) }, size: size)
    model = try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      // One observation more than there are times: the start, where it comes before them.
      try use.plan.model(samples: size, observations: times.count + 1, withGradient: false)
    }
  }

  /// Solves all samples and collects the solutions on rank 0; a collective call.
  func run(_ parameters: UnsafePointer<Scalar>, into book: TrajectoryBook<Scalar>) throws(TrainingError) {
    var failure: Failure?
    let rounds = GroupRounds(groups: groups.count, ranks: communicator.size)
    for round in 0..<rounds.count {
      var predictions: [UInt8] = []
      if failure == nil, let index = rounds.group(round: round, rank: communicator.rank) {
        do throws(TrainingError) {
          predictions = try solve(groups[index], parameters, book)
        } catch {
          failure = Failure(order: index, error)
        }
      }
      let gathered = try messaging { () throws(MessagingError) in try communicator.gather(predictions, at: 0) }
      for (rank, bytes) in gathered.enumerated() where !bytes.isEmpty {
        if let index = rounds.group(round: round, rank: rank) { book.put(bytes, of: groups[index]) }
      }
    }
    try Agreement.settle(failure, communicator)
  }

  private func solve(
    _ group: SolveGroup, _ parameters: UnsafePointer<Scalar>, _ book: TrajectoryBook<Scalar>
  ) throws(TrainingError) -> [UInt8] {
    model.group.samples = group.items.count
    var skips: [Int] = []
    for (column, item) in group.items.enumerated() {
      skips.append(try use.feed.fillStart(model.group, column: column, sample: item.sample, through: times))
    }
    do throws(ModelError) {
      _ = try model.evaluate(parameters)
    } catch {
      throw TrainingError(error, items: group.items, place: "prediction")
    }
    return book.encode(model, group, skipping: skips)
  }
}

import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import Storage
import Training

/// Does the training steps of a peers' file and measures them.
///
/// It drives what training drives; only the data come from memory, as with the peers.
public enum TrainingBenchmark {
  /// Trains; a collective call of the main thread.
  ///
  /// - Throws: ``Host/PathlineError``, on all ranks together.
  public static func run(
    _ request: TrainingBenchmarkRequest, communicator: Communicator
  ) throws(PathlineError) -> TrainingBenchmarkReport {
    switch request.precision {
    case .float32: try run(request, communicator, Float.self)
    case .float64: try run(request, communicator, Double.self)
    }
  }

  private static func run<Scalar: TrainingScalar>(
    _ request: TrainingBenchmarkRequest, _ communicator: Communicator, _ type: Scalar.Type
  ) throws(PathlineError) -> TrainingBenchmarkReport {
    let load = ProcessUse.load
    let total = request.warmup + request.iterations
    let peers = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      let peers = try storing { () throws(StorageError) in try PeerFile(request.file, steps: total) }
      if let workload = request.workload, workload.peerName != peers.specification.workload {
        throw PathlineError(
          .data,
          """
          \(request.file): the file holds \(peers.specification.workload), but --workload asks for \
          \(workload.rawValue); name a file that a script exported for it.
          """)
      }
      return peers
    }
    let job = request.job(peers, ranks: communicator.size)
    let plan = ModelFactory<Scalar>(job, series: peers.specification.sizes[0])
    let state = RunState<Scalar>(layout: plan.field.layout, optimizer: job.training.optimizer.rule(decay: 0))
    Scalar.narrow(state.parameters, from: peers.parameters, count: state.layout.count)
    let feed = PeerFeed<Scalar>(peers)
    let model = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try plan.model(samples: job.training.group, observations: peers.times.count, withGradient: true)
    }
    let step = BatchStep(
      runner: StepRunner(model: model, feed: feed, training: job.training, steps: total),
      reduction: Reduction(
        parameters: state.layout.count, sums: StepRunner<Scalar>.sums, ranks: communicator.size),
      assignment: RoundRobin(), communicator: communicator)
    var report = TrainingBenchmarkReport(request, job: job, peers: peers, communicator: communicator, load: load)
    for index in 0..<total {
      let groups = SolveGroups(feed.items(of: index), size: job.training.group)
      var times = PhaseTimes()
      let start = (wall: Stopwatch.now(), use: ProcessUse.seconds)
      let record = try step.take(groups, state, wishes: .init(), times: &times)
      report.add(
        record, groups: groups.count, wall: Double(Stopwatch.now() - start.wall) * 1e-9,
        use: ProcessUse.seconds - start.use, reduce: times.seconds(.reduce))
    }
    report.peakBytes = ProcessUse.peakBytes
    return report
  }
}

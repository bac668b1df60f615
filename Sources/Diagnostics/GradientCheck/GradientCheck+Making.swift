import Glibc
import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import ODE
import Text
import Training

extension GradientCheck {
  /// Certifies the gradient of a job at its initial parameters; a collective call of the main thread in which rank 0
  /// does the work.
  ///
  /// - Returns: The check on rank 0, nil elsewhere.
  /// - Throws: ``Host/PathlineError`` where a solve fails or the data cannot be read, on all ranks.
  static func make<Scalar: TrainingScalar>(
    _ own: TrainingSetup<Scalar>
  ) throws(PathlineError) -> GradientCheck? {
    var job = own.job
    // A sample that is left out at one tolerance and not at another would spoil every comparison.
    job.solver.onFailure = .fail
    let precise = precise(job)
    // A running cost changes the pairing along the way.
    var uncharged = precise
    uncharged.model.regularization = JobRegularization()
    let reference = tight(precise)
    let double = TrainingSetup<Double>(reference, sharing: own)
    return try Collective.onRankZero(own.communicator) { () throws(PathlineError) in
      var sampler = own.sampler(at: .start)
      let items = Array(sampler.next().prefix(job.training.group))
      let exact = try GradientProbe(reference, double, items: items)
      let truth = try exact.gradient()
      let probe = try GradientProbe(job, own, items: items)
      let found = try probe.gradient()
      let (rows, passed) = try rows(reference, double, items)
      let exactLength = norm(truth.gradient)
      let product = zip(found.gradient, truth.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      return GradientCheck(
        rows: rows,
        identity: try GradientProbe(uncharged, double, items: items).adjointIdentity(),
        jobError: distance(found.gradient, truth.gradient),
        cosine: exactLength > 0 ? product / (exactLength * norm(found.gradient)) : 1,
        initialStates: InitialStateFinding(probe.initialCotangents, exact: exact.initialCotangents),
        method: "\(job.gradient.method.rawValue), \(job.precision.rawValue)",
        reconstructionError: found.sums.backward.reconstructionError,
        backsolve: try backsolve(job, own, items),
        peakBytes: max(found.sums.forward.peakBytes, found.sums.backward.peakBytes),
        replayed: found.sums.backward.replayed,
        predictedReplays: probe.plan.replays(steps: found.sums.forward.accepted),
        reconstructed: found.sums.backward.reconstructed,
        predictedReconstructions: probe.plan.reconstructions(steps: found.sums.forward.accepted),
        scope: """
          \(items.count) items of the first batch, \(found.sums.entries) observed values, \(truth.gradient.count) \
          parameters
          """ + (passed > 0 ? "; differences leave out \(passed) observations that an event passes over" : ""))
    }
  }

  /// The job in double precision with the discrete gradient.
  private static func precise(_ job: Job) -> Job {
    var job = discrete(job)
    job.precision = .float64
    return job
  }

  /// The job with the discrete gradient.
  private static func discrete(_ job: Job) -> Job {
    var job = job
    job.gradient.method = .discrete
    // Its snapshots may need more room than the job allows itself, in a tight solve above all.
    job.gradient.memory = ByteCount(bytes: max(job.gradient.memory.bytes, 1 << 30))
    return job
  }

  /// The job at a tight tolerance.
  private static func tight(_ job: Job) -> Job {
    guard job.solver.isAdaptive else { return job }
    var job = job
    job.solver.relativeTolerance = job.solver.relativeTolerance.capped(at: 1e-11)
    job.solver.absoluteTolerance = job.solver.absoluteTolerance.capped(at: 1e-12)
    job.solver.maximumSteps = max(job.solver.maximumSteps, 10_000_000)
    job.solver.minimumStep = 0
    return job
  }

  /// The gradient's components against differences of the loss, and how many observations these leave out.
  private static func rows(
    _ reference: Job, _ setup: TrainingSetup<Double>, _ items: [SolveItem]
  ) throws(PathlineError) -> (rows: [Row], passed: Int) {
    // Corners of the loss spoil differences without telling anything about the solve's derivative.
    var smooth = reference
    smooth.model.loss = .l2
    let probe = try GradientProbe(smooth, setup, items: items)
    var (steepest, _) = try probe.gradient()
    let length = norm(steepest)
    var directions = [("gradient", steepest.map { length > 0 ? $0 / length : 0 })]
    let random = Philox(seed: reference.seed)
    for number in 1...3 {
      directions.append(
        (
          "random \(number)",
          (0..<steepest.count).map { random.uniform(.noise, UInt32(number), UInt64($0)) < 0.5 ? -1 : 1 }
        ))
    }
    let passed = probe.hasJumps ? try leavePassedOut(probe, directions.map(\.1)) : 0
    if passed > 0 { (steepest, _) = try probe.gradient() }
    var rows: [Row] = []
    for (name, direction) in directions {
      let difference = try derivative(of: probe, along: direction)
      let component = zip(steepest, direction).reduce(0) { $0 + $1.0 * $1.1 }
      // A component that nearly vanishes has no digits of its own; the typical size of components is the yardstick.
      let size = max(abs(component), norm(steepest) * norm(direction) / Double(steepest.count).squareRoot())
      rows.append(
        Row(
          direction: name, difference: difference, gradient: component,
          error: size > 0 ? abs(difference - component) / size : 0))
    }
    return (rows, passed)
  }

  /// Leaves the observations out that an event passes over when parameters move as for differences: the loss jumps
  /// there.
  ///
  /// - Returns: How many they are.
  private static func leavePassedOut(
    _ probe: GradientProbe<Double>, _ directions: [[Double]]
  ) throws(PathlineError) -> Int {
    _ = try probe.loss(along: directions[0], by: 0)
    let usual = probe.eventsBefore
    var isPassed = usual.map { $0.map { _ in false } }
    for direction in directions {
      let h = step(along: direction)
      for amount in [-2 * h, -h, h, 2 * h] {
        _ = try probe.loss(along: direction, by: amount)
        for (sample, counts) in probe.eventsBefore.enumerated() {
          for (observation, count) in counts.enumerated() where count != usual[sample][observation] {
            isPassed[sample][observation] = true
          }
        }
      }
    }
    for (sample, observations) in isPassed.enumerated() {
      for (observation, passed) in observations.enumerated() where passed {
        probe.leaveOut(sample: sample, observation: observation)
      }
    }
    return isPassed.joined().count { $0 }
  }

  /// The continuous adjoint against the discrete one, both at the job's precision and tolerance.
  private static func backsolve<Scalar: TrainingScalar>(
    _ job: Job, _ setup: TrainingSetup<Scalar>, _ items: [SolveItem]
  ) throws(PathlineError) -> BacksolveFinding {
    var job = discrete(job)
    let discrete = try GradientProbe(job, setup, items: items).gradient()
    job.gradient.method = .backsolve
    do throws(PathlineError) {
      let found = try GradientProbe(job, setup, items: items).gradient()
      return .computed(
        distance: distance(found.gradient, discrete.gradient),
        reconstructionError: found.sums.backward.reconstructionError)
    } catch {
      return .refused(error.description)
    }
  }

  /// The central difference of fourth order along a direction.
  private static func derivative(
    of probe: GradientProbe<Double>, along direction: [Double]
  ) throws(PathlineError) -> Double {
    let h = step(along: direction)
    let near = try probe.loss(along: direction, by: h) - probe.loss(along: direction, by: -h)
    let far = try probe.loss(along: direction, by: 2 * h) - probe.loss(along: direction, by: -2 * h)
    return (8 * near - far) / (12 * h)
  }

  /// The step of the differences along a direction.
  private static func step(along direction: [Double]) -> Double { 1e-3 / max(1, norm(direction)) }

  private static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// The distance of `x` from `y`, relative to the length of `y` unless that is 0.
  private static func distance(_ x: [Double], _ y: [Double]) -> Double {
    let length = norm(y)
    let distance = norm(zip(x, y).map { $0 - $1 })
    return length > 0 ? distance / length : distance
  }
}

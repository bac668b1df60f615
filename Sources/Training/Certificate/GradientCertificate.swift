import Glibc
import Kernels
import Messaging
import Models
import Networks
import ODE
import Storage

/// Evidence that the gradient of a job's own first batch is right, and how exact it is at the job's settings.
///
/// Two questions are kept apart. *Is the derivative right?* The exact gradient in double precision at a tight tolerance is
/// compared, along several directions, with differences of the loss, which share no code with it but the forward solve.
/// *Is it good enough as the job has it?* The gradient at the job's own precision, tolerance and method is compared with
/// that reference.
public struct GradientCertificate: Sendable {
  /// A directional derivative, computed twice.
  public struct Row: Sendable, Equatable {
    /// Which direction.
    public let direction: String
    /// The derivative from differences of the loss.
    public let difference: Double
    /// The gradient's component in that direction.
    public let gradient: Double
    /// Their distance, relative to the gradient's length times that of the direction where the component is small.
    public let error: Double
  }

  /// The directional derivatives.
  public let rows: [Row]
  /// The distance of the job's gradient from the reference, relative to the reference's length.
  public let jobError: Double
  /// The cosine of the angle between the two.
  public let cosine: Double
  /// The gradient method and precision of the job.
  public let method: String
  /// What reconstructed states missed of the forward ones; 0 for the discrete gradient.
  public let reconstructionError: Double
  /// The most bytes the solver held, snapshots included.
  public let peakBytes: Int
  /// Steps taken again from snapshots.
  public let replayed: Int
  /// Items and observations that were used.
  public let scope: String

  /// The largest error of a right derivative: what differences of a solve at a tight tolerance can tell.
  static let differenceBound = 1e-6
  /// The largest error of the job's gradient that training is likely to bear.
  static let jobBound = 5e-2

  /// Whether the derivative is right.
  public var derivativeIsRight: Bool { rows.allSatisfy { $0.error <= Self.differenceBound } }
  /// Whether the gradient at the job's settings is close to it.
  public var isGoodEnough: Bool { jobError <= Self.jobBound }

  /// Certifies the gradient of a job; a collective call of the main thread in which rank 0 does the work.
  ///
  /// - Returns: The certificate on rank 0, nil elsewhere.
  /// - Throws: ``TrainingError`` where a solve fails or the data cannot be read, on all ranks.
  public static func make(_ job: Job, communicator: Communicator) throws(TrainingError) -> GradientCertificate? {
    switch job.precision {
    case .float32: try make(job, communicator, Float.self)
    case .float64: try make(job, communicator, Double.self)
    }
  }

  private static func make<Scalar: TrainingScalar>(
    _ job: Job, _ communicator: Communicator, _ type: Scalar.Type
  ) throws(TrainingError) -> GradientCertificate? {
    var reference = job
    reference.precision = .float64
    reference.gradient.method = .discrete
    // The snapshots of a tight solve in double precision may need more room than the job allows itself.
    reference.gradient.memory = ByteCount(bytes: max(job.gradient.memory.bytes, 1 << 30))
    if job.solver.isAdaptive {
      reference.solver.relativeTolerance = min(job.solver.relativeTolerance, 1e-11)
      reference.solver.absoluteTolerance = min(job.solver.absoluteTolerance, 1e-12)
      reference.solver.maximumSteps = max(job.solver.maximumSteps, 10_000_000)
      reference.solver.minimumStep = 0
    }
    let own = try TrainingSetup<Scalar>(job, communicator)
    let tight = try TrainingSetup<Double>(reference, communicator)
    return try Agreement.onRankZero(communicator) { () throws(TrainingError) in
      var sampler = own.sampler(at: .start)
      let items = Array(sampler.next().prefix(job.training.group))
      // The very parameters the job starts from, rounded as it rounds them.
      for i in 0..<own.state.layout.count { tight.state.parameters[i] = Double(own.state.parameters[i]) }
      let jobProbe = try GradientProbe(job, own, items: items)
      let truth = try GradientProbe(reference, tight, items: items)
      // Corners of the loss spoil differences without telling anything about the solve's derivative.
      var smooth = reference
      smooth.model.loss = .l2
      return try GradientCertificate(
        job: job, jobProbe, reference: truth, smooth: GradientProbe(smooth, tight, items: items), items: items)
    }
  }

  private init<Scalar: TrainingScalar>(
    job: Job, _ probe: GradientProbe<Scalar>, reference: GradientProbe<Double>, smooth: GradientProbe<Double>,
    items: [SolveItem]
  ) throws(TrainingError) {
    let (steepest, _) = try smooth.gradient()
    let length = Self.norm(steepest)
    var directions = [("gradient", steepest.map { length > 0 ? $0 / length : 0 })]
    let random = Philox(seed: job.seed)
    for number in 1...3 {
      directions.append(
        (
          "random \(number)",
          (0..<steepest.count).map { random.uniform(.noise, UInt32(number), UInt64($0)) < 0.5 ? -1 : 1 }
        ))
    }
    var rows: [Row] = []
    for (name, direction) in directions {
      let difference = try Self.derivative(of: smooth, along: direction)
      let component = zip(steepest, direction).reduce(0) { $0 + $1.0 * $1.1 }
      // A component that nearly vanishes has no digits of its own; the typical size of components is the yardstick.
      let size = max(abs(component), length * Self.norm(direction) / Double(steepest.count).squareRoot())
      rows.append(
        Row(
          direction: name, difference: difference, gradient: component,
          error: size > 0 ? abs(difference - component) / size : 0))
    }
    self.rows = rows
    let (found, sums) = try probe.gradient()
    let (exact, _) = try reference.gradient()
    let exactLength = Self.norm(exact)
    let product = zip(found, exact).reduce(0) { $0 + $1.0 * $1.1 }
    jobError = exactLength > 0 ? Self.norm(zip(found, exact).map { $0 - $1 }) / exactLength : Self.norm(found)
    cosine = exactLength > 0 ? product / (exactLength * Self.norm(found)) : 1
    method = "\(job.gradient.method.rawValue), \(job.precision.rawValue)"
    reconstructionError = sums.backward.reconstructionError
    peakBytes = max(sums.forward.peakBytes, sums.backward.peakBytes)
    replayed = sums.backward.replayed
    scope = "\(items.count) items of the first batch, \(sums.entries) observed values, \(exact.count) parameters"
  }

  /// The central difference of fourth order along a direction.
  private static func derivative(
    of probe: GradientProbe<Double>, along direction: [Double]
  ) throws(TrainingError) -> Double {
    let h = 1e-3 / max(1, norm(direction))
    let near = try probe.loss(along: direction, by: h) - probe.loss(along: direction, by: -h)
    let far = try probe.loss(along: direction, by: 2 * h) - probe.loss(along: direction, by: -2 * h)
    return (8 * near - far) / (12 * h)
  }

  private static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

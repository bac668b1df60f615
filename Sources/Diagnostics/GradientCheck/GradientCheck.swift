import Glibc
import Kernels
import Messaging
import Models
import Networks
import ODE
import Storage

/// Evidence that the gradient of a job's own first batch is right, and how exact it is at the job's settings.
///
/// Three questions are kept apart. *Is the derivative right?* The exact gradient in double precision at a tight
/// tolerance is compared, along several directions, with differences of the loss, which share no code with it but the
/// forward solve. *Is the adjoint the transpose of the steps?* It and a tangent carried through the very same steps, at
/// the job's tolerance in double precision, must agree in every step to round-off. *Is it good enough as the job has
/// it?* The gradient at the job's own precision, tolerance and method is compared with the first one; that of backsolve
/// is, too.
public struct GradientCheck: Sendable {
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
  /// The adjoint against the tangent, step by step; nil for a method without tangents.
  public let identity: AdjointIdentity?
  /// The distance of the job's gradient from the reference, relative to the reference's length.
  public let jobError: Double
  /// The cosine of the angle between the two.
  public let cosine: Double
  /// The job's gradient with respect to the initial states where it is worst; nil where none can be told from rounding.
  public let initialStates: InitialStateFinding?
  /// The gradient method and precision of the job.
  public let method: String
  /// What reconstructed states missed of the forward ones; 0 where none was reconstructed.
  public let reconstructionError: Double
  /// The continuous adjoint against the discrete one at the job's settings.
  public let backsolve: BacksolveFinding
  /// The most bytes the solver held, snapshots included.
  public let peakBytes: Int
  /// Steps taken again from snapshots.
  public let replayed: Int
  /// How many the plan of the byte budget says there are.
  public let predictedReplays: Int
  /// Steps taken back by the method's inverse.
  public let reconstructed: Int
  /// How many the plan of the byte budget says there are.
  public let predictedReconstructions: Int
  /// Items and observations that were used.
  public let scope: String

  /// The largest error of a right derivative: what differences of a solve at a tight tolerance can tell.
  static let differenceBound = 1e-6
  /// The largest departure of an adjoint that is the transpose of its steps: round-off of many sums in double
  /// precision.
  static let identityBound = 1e-11
  /// The largest error of the job's gradient that training is likely to bear.
  static let jobBound = 5e-2

  /// Whether the derivative is right.
  public var derivativeIsRight: Bool { rows.allSatisfy { $0.error <= Self.differenceBound } }
  /// Whether the adjoint is the transpose of the steps, as far as that can be told.
  public var isTransposed: Bool { identity.map { $0.defect <= Self.identityBound } ?? true }
  /// Whether the gradient at the job's settings is close to it.
  public var isGoodEnough: Bool { jobError <= Self.jobBound }
  /// Whether a model could train what its solves start from as well.
  public var isGoodAtTheStart: Bool { initialStates.map { $0.error <= Self.jobBound } ?? true }
  /// Whether all is well.
  public var isPassed: Bool { derivativeIsRight && isTransposed && isGoodEnough }
}

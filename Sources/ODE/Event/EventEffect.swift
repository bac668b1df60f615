import Kernels

/// What happens to a sample at an event.
public enum EventEffect<Scalar: KernelScalar>: Sendable {
  /// The event is noted; the solve goes on as without it.
  case note
  /// The sample's solve ends there.
  case terminate
  /// The state jumps, and the solve goes on from the state after the jump.
  case jump(any StateJump<Scalar>)

  /// Whether the step ends at the event.
  var cutsStep: Bool {
    if case .note = self { return false }
    return true
  }
}

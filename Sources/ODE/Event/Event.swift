import Kernels

/// A kind of event: where a function of the solution changes sign, and what happens there.
///
/// Event times are roots of the function along the dense output of the accepted steps. The function is looked at in
/// ``EventConfiguration/samplesPerStep`` places of every step, so that a pair of crossings within one step is found
/// unless both lie between two neighbouring places.
public struct Event<Scalar: KernelScalar>: Sendable {
  /// The function whose changes of sign count.
  public let function: any EventFunction<Scalar>
  /// Which changes of sign count.
  public let direction: EventDirection
  /// What happens at the event.
  public let effect: EventEffect<Scalar>

  /// Gathers the parts of an event.
  public init(
    _ function: any EventFunction<Scalar>, direction: EventDirection = .either, effect: EventEffect<Scalar> = .note
  ) {
    self.function = function
    self.direction = direction
    self.effect = effect
  }
}

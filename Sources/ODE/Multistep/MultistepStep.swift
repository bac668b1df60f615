import Kernels

/// What an integrator works with if its method is of several steps; what it remembers lies in its cohort.
final class MultistepStep<Scalar: Real> {
  let multistep: Multistep
  let sums: StepSums<Scalar>
  let history: StepHistory<Scalar>
  /// The choice of order after the step, as the history's.
  let next: UnsafeMutablePointer<OrderState>
  /// For each column the scaled errors of one and two orders less and of one more: squares or maxima.
  let lower: UnsafeMutablePointer<Double>
  let lowest: UnsafeMutablePointer<Double>
  let higher: UnsafeMutablePointer<Double>
  let ones: UnsafeMutablePointer<Scalar>

  /// Nil for a method of one step.
  init?(_ method: Method, _ cohort: Cohort<Scalar>, capacity: Int, in arena: Arena) {
    guard let multistep = method.multistep, let history = cohort.history else { return nil }
    self.multistep = multistep
    self.history = history
    sums = StepSums(method, multistep, capacity: capacity, in: arena)
    next = arena.take(OrderState.self, capacity)
    lower = arena.take(Double.self, capacity)
    lowest = arena.take(Double.self, capacity)
    higher = arena.take(Double.self, capacity)
    ones = arena.vector(repeating: Scalar(1), capacity).base
  }
}

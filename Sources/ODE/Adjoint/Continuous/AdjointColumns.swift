import Kernels

/// Where the integrator of an adjoint keeps what its field needs to know of each column.
///
/// An integrator owns its field, so the field learns of the integrator's memory afterwards.
final class AdjointColumns: @unchecked Sendable {
  /// Which sample each column carries.
  private(set) var samples: Vector<Int32>
  /// The time of each column where the field is being evaluated, elapsed since its sample began.
  private(set) var times: Vector<Double>

  /// Starts with the memory of an integrator, to be replaced.
  init<Field: VectorField>(of integrator: Integrator<Field>) {
    samples = integrator.group.ids.view
    times = integrator.stageTimes.view
  }

  /// Takes the memory of the integrator.
  func attach<Field: VectorField>(to integrator: Integrator<Field>) {
    samples = integrator.group.ids.view
    times = integrator.stageTimes.view
  }
}

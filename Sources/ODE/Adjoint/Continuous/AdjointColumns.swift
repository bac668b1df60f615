/// Where the integrator of an adjoint keeps what its field needs to know of each column.
///
/// An integrator owns its field, so the field learns of the integrator's memory afterwards.
final class AdjointColumns: @unchecked Sendable {
  /// Which sample each column carries.
  private(set) var samples: UnsafePointer<Int32>
  /// The time of each column where the field is being evaluated, elapsed since its sample began.
  private(set) var times: UnsafePointer<Double>

  /// Starts with memory of as many samples and times, to be replaced.
  init(samples: UnsafePointer<Int32>, times: UnsafePointer<Double>) {
    self.samples = samples
    self.times = times
  }

  /// Takes the memory of the integrator.
  func attach<Field: VectorField>(to integrator: Integrator<Field>) {
    samples = UnsafePointer(integrator.cohort.ids)
    times = UnsafePointer(integrator.stageTimes)
  }
}

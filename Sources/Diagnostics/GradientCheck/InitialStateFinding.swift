import Glibc

/// How far the gradient with respect to the initial states is off where it is worst.
///
/// What a solve makes of a fast direction of a stiff field is decided in its first step: the derivative there is that
/// of one step of the method, however far beyond the field's own time scale the step is.
public struct InitialStateFinding: Sendable, Equatable {
  /// The component of the state.
  public let component: Int
  /// The distance of its cotangents at the job's settings from the exact ones, over all samples, relative to these.
  public let error: Double

  /// The parts of the largest cotangents below which a component's are what rounding leaves.
  private static let resolution = 1e-6

  /// Finds the worst component of cotangents `[component][sample]`; nil if none can be told from rounding.
  init?(_ found: [[Double]], exact: [[Double]]) {
    let lengths = exact.map { $0.reduce(0) { hypot($0, $1) } }
    let errors = zip(found, exact).map { zip($0, $1).reduce(0) { hypot($0, $1.0 - $1.1) } }
    let least = Self.resolution * (lengths.max() ?? 0)
    let told = exact.indices.filter { lengths[$0] > least }
    guard let worst = told.max(by: { errors[$0] / lengths[$0] < errors[$1] / lengths[$1] }) else { return nil }
    component = worst
    error = errors[worst] / lengths[worst]
  }
}

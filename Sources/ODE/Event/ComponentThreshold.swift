import Kernels

/// The event function `g = y_component - level`, zero where a component of the state passes a level.
public struct ComponentThreshold<Scalar: Real>: EventFunction {
  /// Which component of the state, counted from 0.
  public let component: Int
  /// The level it passes, in units of the state.
  public let level: Scalar
  private let stateCount: Int

  /// Watches one of `stateCount` components.
  public init(component: Int, level: Scalar, stateCount: Int) {
    precondition((0..<stateCount).contains(component), "a component of the state")
    self.component = component
    self.level = level
    self.stateCount = stateCount
  }

  /// Writes `g[column] = y[component, column] - level`.
  public func evaluate(_ at: FieldPoint<Scalar>, into g: UnsafeMutablePointer<Scalar>) {
    var (one, bias) = (Scalar(1), -level)
    Scalar.affine(
      g, weights: &one, bias: &bias, at.state + component * at.columns, m: 1, k: 1, columns: at.columns)
  }

  /// Writes the unit vector of the component and zero.
  public func derivatives(
    _ at: FieldPoint<Scalar>, state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>
  ) {
    state.update(repeating: 0, count: stateCount * at.columns)
    (state + component * at.columns).update(repeating: 1, count: at.columns)
    time.update(repeating: 0, count: at.columns)
  }

  /// Adds nothing: a level is no parameter.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, weight: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {}
}

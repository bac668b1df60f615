import Kernels

/// The event function `g = y_component - level`, zero where a component of the state passes a level.
public struct ComponentThreshold<Scalar: KernelScalar>: EventFunction {
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
  public func evaluate(_ at: FieldPoint<Scalar>, into g: MutableVector<Scalar>) {
    var (one, bias) = (Scalar(1), -level)
    Scalar.affine(
      g.base, weights: &one, bias: &bias, at.state.row(component).base, m: 1, k: 1, columns: at.columns)
  }

  /// Writes the unit vector of the component and zero.
  public func derivatives(
    _ at: FieldPoint<Scalar>, state: MutableColumns<Scalar>, time: MutableVector<Scalar>
  ) {
    state.fill(0)
    state.row(component).fill(1)
    time.fill(0)
  }

  /// Adds nothing: a level is no parameter.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, weight: Vector<Scalar>, into gradient: MutableVector<Scalar>
  ) {}
}

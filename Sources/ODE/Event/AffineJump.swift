import Kernels

/// The jump `y+ = scale * y- + shift`, component by component.
public struct AffineJump<Scalar: KernelScalar>: StateJump {
  /// What each component is multiplied by, `[stateCount]`.
  public let scale: [Scalar]
  /// What is added to each component, `[stateCount]`, in units of the state.
  public let shift: [Scalar]

  /// Makes a jump; both arrays have a number for each component of the state.
  public init(scale: [Scalar], shift: [Scalar]) {
    precondition(scale.count == shift.count, "a factor and a shift for each component")
    self.scale = scale
    self.shift = shift
  }

  /// Writes the state after the jump.
  public func apply(_ at: FieldPoint<Scalar>, into state: MutableColumns<Scalar>) {
    for row in scale.indices {
      var (factor, added) = (scale[row], shift[row])
      Scalar.affine(
        state.row(row).base, weights: &factor, bias: &added, at.state.row(row).base, m: 1, k: 1, columns: at.columns)
    }
  }

  /// Writes `state = scale * a` and zero.
  public func vjp(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>
  ) {
    state.copy(a)
    for row in scale.indices { Scalar.scale(state.row(row), by: scale[row]) }
    time.fill(0)
  }

  /// Adds nothing: the jump has no parameters.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, cotangent a: Columns<Scalar>, into gradient: MutableVector<Scalar>
  ) {}
}

import Kernels

/// The jump `y+ = scale * y- + shift`, component by component.
public struct AffineJump<Scalar: Real>: StateJump {
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
  public func apply(_ at: FieldPoint<Scalar>, into state: UnsafeMutablePointer<Scalar>) {
    for row in scale.indices {
      var (factor, added) = (scale[row], shift[row])
      let offset = row * at.columns
      Scalar.affine(
        state + offset, weights: &factor, bias: &added, at.state + offset, m: 1, k: 1, columns: at.columns)
    }
  }

  /// Writes `state = scale * a` and zero.
  public func vjp(
    _ at: FieldPoint<Scalar>, cotangent a: UnsafePointer<Scalar>, state: UnsafeMutablePointer<Scalar>,
    time: UnsafeMutablePointer<Scalar>
  ) {
    state.update(from: a, count: scale.count * at.columns)
    for row in scale.indices { Scalar.scale(state + row * at.columns, by: scale[row], count: at.columns) }
    time.update(repeating: 0, count: at.columns)
  }

  /// Adds nothing: the jump has no parameters.
  public func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, cotangent a: UnsafePointer<Scalar>, into gradient: UnsafeMutablePointer<Scalar>
  ) {}
}

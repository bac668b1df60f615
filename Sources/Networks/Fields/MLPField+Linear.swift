import Kernels
import ODE

/// The linear part of the field, `A y`, where it has one.
extension MLPField: SplitVectorField {
  /// The linear part, which is the stiff one, and the perceptron; nil for a field without a linear part.
  public var split: FieldSplit<Scalar>? {
    linear.map { FieldSplit(stiff: LinearField($0, parameterCount: layout.count), nonstiff: perceptron) }
  }

  /// Adds `A x` to an array of a block, `x` being an array of the call; `spare` may be overwritten.
  func addLinear(
    _ x: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>, spare: UnsafeMutablePointer<Scalar>,
    _ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>
  ) {
    guard let linear else { return }
    block.gather(x, rows: stateCount, into: spare)
    linear.tangent(spare, into: block.linearScratch, parameters: at.parameters.base, columns: block.columns)
    Scalar.add(out, block.linearScratch, count: stateCount * block.columns)
  }

  /// Adds `A^T a` to an array of a block, `a` being an array of the call; `spare` may be overwritten.
  ///
  /// Unless `gradient` is nil it also adds what the block makes of the gradient of `A`.
  func addLinearTransposed(
    _ a: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>, spare: UnsafeMutablePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>?, _ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>,
    _ ahead: inout Prefetch
  ) {
    guard let linear else { return }
    block.gather(a, rows: stateCount, into: spare)
    linear.back(spare, into: block.linearScratch, parameters: at.parameters.base, columns: block.columns, ahead: &ahead)
    Scalar.add(out, block.linearScratch, count: stateCount * block.columns)
    if let gradient { accumulateLinear(spare, weight: nil, into: gradient, at, block, &ahead) }
  }

  /// Adds the gradient of `A` for a cotangent that is an array of a block.
  func accumulateLinear(
    _ a: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?, into gradient: UnsafeMutablePointer<Scalar>,
    _ at: FieldPoint<Scalar>, _ block: MLPBlock<Scalar>, _ ahead: inout Prefetch
  ) {
    guard let linear else { return }
    block.gather(at.state.base, rows: stateCount, into: block.linearScratch)
    linear.accumulateGradient(
      a, block.linearScratch, weight: weight, into: gradient, columns: block.columns, ahead: &ahead)
  }
}

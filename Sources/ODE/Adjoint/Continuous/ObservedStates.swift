import Kernels

/// A group's observations as a continuous adjoint meets them, by sample.
struct ObservedStates<Scalar: KernelScalar> {
  /// How many samples there are.
  let samples: Int
  /// The observation times, `[observations, pitch]`, and how many each sample has.
  let times: Columns<Double>
  let counts: Vector<Int32>
  /// The states there and the gradient of the loss with respect to them, `[observations, rows, pitch]`.
  let states: ColumnStack<Scalar>
  let cotangents: ColumnStack<Scalar>

  /// The most observations a sample has.
  var most: Int { (0..<samples).reduce(0) { max($0, Int(counts[$1])) } }
}

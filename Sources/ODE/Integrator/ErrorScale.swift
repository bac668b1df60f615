import Kernels

/// What errors are measured by: a component's tolerance is its absolute one plus the relative one times its size.
struct ErrorScale<Scalar: KernelScalar> {
  /// The tolerances of every component; 1 for steps of a given size, where only Newton's iteration measures by them.
  let absolute: Vector<Scalar>
  let relative: Vector<Scalar>
  /// The components whose error counts.
  let countedRows: Int

  init(_ control: StepControl, rows: Int, in arena: Arena) {
    guard case .adaptive(let control) = control else {
      absolute = arena.vector(repeating: Scalar(1), rows).view
      relative = arena.vector(repeating: Scalar(1), rows).view
      countedRows = rows
      return
    }
    absolute = arena.vector(of: (0..<rows).map { Scalar(control.absoluteTolerance[$0]) })
    relative = arena.vector(of: (0..<rows).map { Scalar(control.relativeTolerance[$0]) })
    countedRows = (0..<rows).count { control.absoluteTolerance[$0].isFinite }
  }

  /// The error allowed to a component of the given size.
  func tolerance(_ row: Int, size: Scalar) -> Double { Double(absolute[row]) + Double(relative[row]) * Double(size) }

  /// Writes each column's sum of squares of `x` in units of the tolerance at `y`.
  func writeSquares(of x: Columns<Scalar>, at y: Columns<Scalar>, into sums: MutableVector<Scalar>) {
    Scalar.scaledSquares(sums, x, relativeTo: y, atol: absolute, rtol: relative)
  }

  /// Writes each column's error, `scale` times the sum of `terms`, in units of the tolerance from one state to another.
  ///
  /// Written are sums of squares, or maxima.
  func writeErrors(
    _ norm: ErrorNorm, _ terms: StageTerms<Scalar>, scale: Vector<Scalar>, from y0: Columns<Scalar>,
    to y1: Columns<Scalar>, into sums: MutableVector<Scalar>
  ) {
    switch norm {
    case .rms: Scalar.errorSquares(sums, y0, y1, scale: scale, terms, atol: absolute, rtol: relative)
    case .max: Scalar.errorMaxima(sums, y0, y1, scale: scale, terms, atol: absolute, rtol: relative)
    }
  }

  /// Writes each column's size of `x` in units of the tolerance at `y`: sums of squares, or maxima.
  func writeSizes(_ norm: ErrorNorm, of x: Columns<Scalar>, at y: Columns<Scalar>, into sums: MutableVector<Scalar>) {
    switch norm {
    case .rms: writeSquares(of: x, at: y, into: sums)
    case .max: Scalar.scaledMaxima(sums, x, relativeTo: y, atol: absolute, rtol: relative)
    }
  }
}

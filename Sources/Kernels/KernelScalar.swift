/// A floating-point type the kernels are written for: `Float` or `Double`.
///
/// Kernels work on *lanes*: arrays are `[row, column]`, row-major and contiguous, a column is a sample, and the number
/// of columns is a multiple of ``laneCount``. A SIMD lane therefore holds one sample, and no arithmetic of one sample
/// depends on which samples stand beside it: its bits are the same in any company, in any lane, on any CPU with fused
/// multiply-add. Only the sums over samples (``accumulateOuter(_:_:_:weight:m:k:columns:ahead:)``,
/// ``accumulateRowSums(_:_:weight:rows:columns:)``) depend on the group, in an order that the group alone fixes.
///
/// Pointers must not overlap unless a kernel says so.
public protocol KernelScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable, LosslessStringConvertible {
  /// Columns handled by one SIMD value: 16 for `Float`, 8 for `Double`, on every CPU.
  static var laneCount: Int { get }

  /// The type's name in job and data files: `float32` or `float64`.
  static var typeName: String { get }

  // MARK: Matrix products (weights `[out, in]`, row-major)

  /// `c[m, columns] = a[m, k] b[k, columns] + bias[m]`; a nil bias is zero.
  static func affine(
    _ c: UnsafeMutablePointer<Self>, weights a: UnsafePointer<Self>, bias: UnsafePointer<Self>?,
    _ b: UnsafePointer<Self>, m: Int, k: Int, columns: Int)

  /// `c[k, columns] = a[m, k]^T b[m, columns]`: the product that carries cotangents back through
  /// ``affine(_:weights:bias:_:m:k:columns:)``.
  ///
  /// Fetches `ahead` meanwhile.
  static func affineTransposed(
    _ c: UnsafeMutablePointer<Self>, weights a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, m: Int, k: Int,
    columns: Int, ahead: inout Prefetch)

  /// `g[m, k] += sum over columns of weight[column] d[m, column] x[k, column]`; a nil weight is one.
  ///
  /// The order of the sums follows from `m`, `k` and `columns`. Fetches `ahead` meanwhile. Uses some 10 KiB of
  /// stack.
  static func accumulateOuter(
    _ g: UnsafeMutablePointer<Self>, _ d: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    weight: UnsafePointer<Self>?, m: Int, k: Int, columns: Int, ahead: inout Prefetch)

  /// `g[row] += sum over columns of weight[column] x[row, column]`; a nil weight is one.
  static func accumulateRowSums(
    _ g: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, weight: UnsafePointer<Self>?, rows: Int, columns: Int)

  // MARK: Elementwise

  /// `a[i] = phi(z[i])` and, unless `derivative` is nil, `derivative[i] = phi'(z[i])`, for `count` values; `a` may be
  /// `z`.
  static func activate(
    _ activation: Activation, _ z: UnsafePointer<Self>, into a: UnsafeMutablePointer<Self>,
    derivative: UnsafeMutablePointer<Self>?, count: Int)

  /// `x[i] *= phi'` where `value[i] = phi`, for an activation whose derivative follows from its value
  /// (``Activation/derivativeFollowsFromValue``).
  static func multiply(
    _ x: UnsafeMutablePointer<Self>, byDerivativeOf activation: Activation, value: UnsafePointer<Self>, count: Int)

  /// `out[i] = x[i]^exponent` and, unless `derivative` is nil, its derivative; `exponent` is at least 1. `out` may be
  /// `x`.
  static func power(
    _ x: UnsafePointer<Self>, exponent: Int, into out: UnsafeMutablePointer<Self>,
    derivative: UnsafeMutablePointer<Self>?, count: Int)

  /// `out[i] = phi''(z[i])`, for `count` values; `out` may be `z`.
  static func secondDerivative(
    _ activation: Activation, _ z: UnsafePointer<Self>, into out: UnsafeMutablePointer<Self>, count: Int)

  /// `out[i] = exponent (exponent - 1) x[i]^(exponent - 2)`, zero for an exponent of 1; `out` may be `x`.
  static func powerSecondDerivative(
    _ x: UnsafePointer<Self>, exponent: Int, into out: UnsafeMutablePointer<Self>, count: Int)

  /// `out[i] = x[i] y[i]`; `out` may be `x` or `y`.
  static func multiply(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, count: Int)

  /// `out[i] += x[i] y[i] z[i]`: the product of `x` and `y` is rounded, then one fused multiply-add.
  static func addProduct(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ z: UnsafePointer<Self>,
    count: Int)

  /// `out[i] += x[i]`.
  static func add(_ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, count: Int)

  /// `out[i] = x[i] - y[i]`; `out` may be `x` or `y`.
  static func difference(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, count: Int)

  // MARK: Linear systems, one per column

  /// Factors `I - scale[column] J` of every column with partial pivoting.
  ///
  /// `jacobian` is `[order * order, columns]` with entry `(i, j)` in row `j * order + i`; `factors` takes as many
  /// scalars, `pivots` `order * columns` numbers, both in an order of their own. Where the scale is 0 the matrix is the
  /// identity, whatever the Jacobian. A singular matrix makes the solutions of its own column infinite or NaN.
  static func factorize(
    _ factors: UnsafeMutablePointer<Self>, pivots: UnsafeMutablePointer<Int32>, jacobian: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, order: Int, columns: Int)

  /// Replaces the right-hand sides `x[order, columns]` by the solutions of `A x = b` with the factors of `A`.
  static func solve(
    _ x: UnsafeMutablePointer<Self>, factors: UnsafePointer<Self>, pivots: UnsafePointer<Int32>, order: Int,
    columns: Int)

  /// Replaces the right-hand sides `x[order, columns]` by the solutions of `A^T x = b` with the factors of `A`.
  static func solveTransposed(
    _ x: UnsafeMutablePointer<Self>, factors: UnsafePointer<Self>, pivots: UnsafePointer<Int32>, order: Int,
    columns: Int)

  // MARK: Stages of a Runge-Kutta step

  /// `out[row, column] = base[row, column] + scale[column] * (sum over terms of weight * stage[row, column])`.
  ///
  /// A nil base is zero, a nil scale is one; `out` may be `base`. The terms are added in their order, one fused
  /// multiply-add each, starting from the first product.
  static func stageSum(
    _ out: UnsafeMutablePointer<Self>, base: UnsafePointer<Self>?, scale: UnsafePointer<Self>?,
    _ terms: StageTerms<Self>, rows: Int, columns: Int)

  /// `out[row, column] = base[row, column] + sum over j of weights[j * columns + column] * stages[j * stride + ...]`.
  ///
  /// Weights differ by column (dense output at each sample's own time). A nil base is zero; `out` may be `base`.
  static func columnWeightedSum(
    _ out: UnsafeMutablePointer<Self>, base: UnsafePointer<Self>?, stages: UnsafePointer<Self>, stride: Int,
    count: Int, weights: UnsafePointer<Self>, rows: Int, columns: Int)

  /// Writes each column's sum of squared errors over the tolerance to `sums[column]`.
  ///
  /// That is the sum over rows of `(e / (atol[row] + rtol[row] * max(|y0|, |y1|)))^2` with `e = scale[column] * (sum
  /// over terms of weight * stage)`. Rows whose `atol` is infinite do not count (0 is added). A NaN anywhere makes that
  /// column's sum NaN.
  static func errorSquares(
    _ sums: UnsafeMutablePointer<Self>, _ y0: UnsafePointer<Self>, _ y1: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, _ terms: StageTerms<Self>, atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>,
    rows: Int, columns: Int)

  /// As ``errorSquares(_:_:_:scale:_:atol:rtol:rows:columns:)``, but the largest of the ratios' magnitudes.
  static func errorMaxima(
    _ maxima: UnsafeMutablePointer<Self>, _ y0: UnsafePointer<Self>, _ y1: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, _ terms: StageTerms<Self>, atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>,
    rows: Int, columns: Int)

  /// For each column, the sum over rows of `(x[row, column] / (atol[row] + rtol[row] * |y[row, column]|))^2`.
  static func scaledSquares(
    _ sums: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, relativeTo y: UnsafePointer<Self>,
    atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>, rows: Int, columns: Int)

  /// As ``scaledSquares(_:_:relativeTo:atol:rtol:rows:columns:)``, but the largest of the ratios' magnitudes.
  static func scaledMaxima(
    _ maxima: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, relativeTo y: UnsafePointer<Self>,
    atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>, rows: Int, columns: Int)

  /// Copies the columns whose `mask` is not zero: `out[row, column] = x[row, column]`.
  static func copyColumns(
    _ out: UnsafeMutablePointer<Self>, from x: UnsafePointer<Self>, where mask: UnsafePointer<Self>, rows: Int,
    columns: Int)

  /// Adds to the columns whose `mask` is not zero: `out[row, column] += x[row, column]`.
  static func addColumns(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, where mask: UnsafePointer<Self>, rows: Int,
    columns: Int)

  /// Whether every one of `count` values is finite.
  static func allFinite(_ x: UnsafePointer<Self>, count: Int) -> Bool

  // MARK: Columns

  /// `out[i] = x[i]`, rounded to this type.
  static func narrow(_ out: UnsafeMutablePointer<Self>, from x: UnsafePointer<Double>, count: Int)

  /// `out[i] = x[i] + y[i]`, summed in double precision and rounded to this type.
  static func narrowSums(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int)

  /// `out[i] = x[i]`, exactly.
  static func widen(_ out: UnsafeMutablePointer<Double>, from x: UnsafePointer<Self>, count: Int)

  /// `x[i] *= factor`.
  static func scale(_ x: UnsafeMutablePointer<Self>, by factor: Self, count: Int)

  /// Collects columns: `out[row, c] = source[slots[c], row, ids[c]]`, or 0 where `slots[c]` is negative.
  ///
  /// `out` is `[rows, columns]`, `source` `[slot, rows, pitch]`.
  static func gatherColumns(
    _ out: UnsafeMutablePointer<Self>, columns: Int, from source: UnsafePointer<Self>, pitch: Int,
    slots: UnsafePointer<Int32>, ids: UnsafePointer<Int32>, rows: Int)

  /// Puts columns back: `out[slots[c], row, ids[c]] = x[row, c]` wherever `slots[c]` is not negative.
  ///
  /// `x` is `[rows, columns]`, `out` `[slot, rows, pitch]`.
  static func scatterColumns(
    _ out: UnsafeMutablePointer<Self>, pitch: Int, slots: UnsafePointer<Int32>, ids: UnsafePointer<Int32>,
    from x: UnsafePointer<Self>, columns: Int, rows: Int)

  /// `sums[column] += sum over rows of x[row, column] y[row, column]`, in double precision.
  static func addColumnDots(
    _ sums: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, rows: Int, columns: Int)

  // MARK: Losses

  /// Adds each column's sums over the observed rows of one observation to `sums[4, columns]`.
  ///
  /// They are the loss, the number of observed values, the absolute residuals and the squared residuals.
  ///
  /// Writes the derivative of the loss with respect to the predictions to `cotangents[rows, columns]` unless it is nil,
  /// with zeros where nothing was observed. The rows of a column are added in their order, in double precision.
  static func accumulateLoss(
    _ loss: PointwiseLoss, _ points: LossPoints<Self>, cotangents: UnsafeMutablePointer<Self>?,
    into sums: UnsafeMutablePointer<Double>)

  // MARK: Sums that do not depend on the order

  /// Limbs of an exact sum of this type: 3 for `Float`, 4 for `Double`.
  static var exactLimbCount: Int { get }

  /// Adds `count` values to as many exact sums (``ExactSum``), kept as planes of limbs `[exactLimbCount, count]`.
  ///
  /// Planes may be added to planes elementwise, wrapping around, in any order: the result is the same. If a value is
  /// not finite or not below ``ExactSum/limit`` in magnitude, nothing is added and the index of the first such is
  /// returned.
  static func accumulateExactly(
    _ x: UnsafePointer<Self>, count: Int, into limbs: UnsafeMutablePointer<Int64>
  ) -> Int?

  /// Makes room for more summands in `count` exact sums: what the smaller limbs hold goes to the larger ones as far as
  /// it can.
  ///
  /// The sums stay what they are. If a first limb exceeds `limit` in magnitude, the index of the first such is
  /// returned.
  static func carryExactly(_ limbs: UnsafeMutablePointer<Int64>, count: Int, limit: Int64) -> Int?

  /// Writes `count` exact sums times `scale`: rounded to `Double`, scaled there and rounded to this type.
  static func readExactly(
    _ limbs: UnsafePointer<Int64>, count: Int, scaledBy scale: Double, into out: UnsafeMutablePointer<Self>)

  // MARK: The machine's limit

  /// How many operations a round of ``multiplyAddLoop(rounds:)`` does.
  static var multiplyAddsPerRound: Int { get }

  /// Multiplies and adds on registers alone, for the rate that products are held against; returns the sum of the
  /// chains.
  static func multiplyAddLoop(rounds: Int) -> Self
}

extension Float: KernelScalar {
  /// 16 columns.
  public static var laneCount: Int { 16 }

  /// `float32`.
  public static var typeName: String { "float32" }

  /// Multiplies by weights and adds a bias.
  public static func affine(
    _ c: UnsafeMutablePointer<Self>, weights a: UnsafePointer<Self>, bias: UnsafePointer<Self>?,
    _ b: UnsafePointer<Self>, m: Int, k: Int, columns: Int
  ) {
    var nothing = Prefetch(b, count: 0, during: 0)
    MatrixProduct.run(
      c, a, bias: bias, b, .init(rows: m, depth: k, rowStride: k, depthStride: 1, columns: columns), &nothing)
  }

  /// Multiplies by transposed weights.
  public static func affineTransposed(
    _ c: UnsafeMutablePointer<Self>, weights a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, m: Int, k: Int,
    columns: Int, ahead: inout Prefetch
  ) {
    MatrixProduct.run(
      c, a, bias: nil, b, .init(rows: k, depth: m, rowStride: 1, depthStride: k, columns: columns), &ahead)
  }

  /// Adds the products of rows, summed over the columns.
  public static func accumulateOuter(
    _ g: UnsafeMutablePointer<Self>, _ d: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    weight: UnsafePointer<Self>?, m: Int, k: Int, columns: Int, ahead: inout Prefetch
  ) {
    OuterProduct.accumulate(g, d, x, weight: weight, m: m, k: k, columns: columns, &ahead)
  }

  /// Adds the rows, summed over the columns.
  public static func accumulateRowSums(
    _ g: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, weight: UnsafePointer<Self>?, rows: Int, columns: Int
  ) {
    LaneReduction.accumulateRowSums(g, x, weight: weight, rows: rows, columns: columns)
  }

  /// Applies an activation and, if asked, its derivative.
  public static func activate(
    _ activation: Activation, _ z: UnsafePointer<Self>, into a: UnsafeMutablePointer<Self>,
    derivative: UnsafeMutablePointer<Self>?, count: Int
  ) {
    activation.apply(z, into: a, derivative: derivative, count: count)
  }

  /// Multiplies by the derivatives that follow from an activation's values.
  public static func multiply(
    _ x: UnsafeMutablePointer<Self>, byDerivativeOf activation: Activation, value: UnsafePointer<Self>, count: Int
  ) {
    activation.multiply(x, byDerivativeOf: value, count: count)
  }

  /// Raises to a whole power and, if asked, gives the derivative.
  public static func power(
    _ x: UnsafePointer<Self>, exponent: Int, into out: UnsafeMutablePointer<Self>,
    derivative: UnsafeMutablePointer<Self>?, count: Int
  ) {
    IntegerPower.apply(x, exponent: exponent, into: out, derivative: derivative, count: count)
  }

  /// Gives an activation's second derivative.
  public static func secondDerivative(
    _ activation: Activation, _ z: UnsafePointer<Self>, into out: UnsafeMutablePointer<Self>, count: Int
  ) {
    activation.applySecondDerivative(z, into: out, count: count)
  }

  /// Gives the second derivative of a whole power.
  public static func powerSecondDerivative(
    _ x: UnsafePointer<Self>, exponent: Int, into out: UnsafeMutablePointer<Self>, count: Int
  ) {
    IntegerPower.applySecondDerivative(x, exponent: exponent, into: out, count: count)
  }

  /// Multiplies element by element.
  public static func multiply(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, count: Int
  ) {
    Elementwise.multiply(out, x, y, count: count)
  }

  /// Adds products of three, element by element.
  public static func addProduct(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ z: UnsafePointer<Self>,
    count: Int
  ) {
    Elementwise.addProduct(out, x, y, z, count: count)
  }

  /// Adds element by element.
  public static func add(_ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, count: Int) {
    Elementwise.add(out, x, count: count)
  }

  /// Subtracts element by element.
  public static func difference(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, count: Int
  ) {
    Elementwise.difference(out, x, y, count: count)
  }

  /// Factors one matrix per column.
  public static func factorize(
    _ factors: UnsafeMutablePointer<Self>, pivots: UnsafeMutablePointer<Int32>, jacobian: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, order: Int, columns: Int
  ) {
    LUFactors.factorize(factors, pivots, identityMinus: jacobian, times: scale, order: order, columns: columns)
  }

  /// Solves one linear system per column.
  public static func solve(
    _ x: UnsafeMutablePointer<Self>, factors: UnsafePointer<Self>, pivots: UnsafePointer<Int32>, order: Int,
    columns: Int
  ) {
    LUFactors.solve(x, factors, pivots, order: order, columns: columns)
  }

  /// Solves one transposed linear system per column.
  public static func solveTransposed(
    _ x: UnsafeMutablePointer<Self>, factors: UnsafePointer<Self>, pivots: UnsafePointer<Int32>, order: Int,
    columns: Int
  ) {
    LUFactors.solveTransposed(x, factors, pivots, order: order, columns: columns)
  }

  /// Sums stages on top of a base.
  public static func stageSum(
    _ out: UnsafeMutablePointer<Self>, base: UnsafePointer<Self>?, scale: UnsafePointer<Self>?,
    _ terms: StageTerms<Self>, rows: Int, columns: Int
  ) {
    WeightedSum.stageSum(out, base: base, scale: scale, terms, rows: rows, columns: columns)
  }

  /// Sums stages with weights that differ by column.
  public static func columnWeightedSum(
    _ out: UnsafeMutablePointer<Self>, base: UnsafePointer<Self>?, stages: UnsafePointer<Self>, stride: Int,
    count: Int, weights: UnsafePointer<Self>, rows: Int, columns: Int
  ) {
    WeightedSum.columnWeightedSum(
      out, base: base, stages: stages, stride: stride, count: count, weights: weights, rows: rows, columns: columns)
  }

  /// Sums the squares of a step's scaled error over the rows.
  public static func errorSquares(
    _ sums: UnsafeMutablePointer<Self>, _ y0: UnsafePointer<Self>, _ y1: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, _ terms: StageTerms<Self>, atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>,
    rows: Int, columns: Int
  ) {
    ScaledNorm.errors(
      SquareSum.self, sums, y0, y1, scale: scale, terms, atol: atol, rtol: rtol, rows: rows, columns: columns)
  }

  /// Finds the largest scaled error of a step over the rows.
  public static func errorMaxima(
    _ maxima: UnsafeMutablePointer<Self>, _ y0: UnsafePointer<Self>, _ y1: UnsafePointer<Self>,
    scale: UnsafePointer<Self>, _ terms: StageTerms<Self>, atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>,
    rows: Int, columns: Int
  ) {
    ScaledNorm.errors(
      LargestMagnitude.self, maxima, y0, y1, scale: scale, terms, atol: atol, rtol: rtol, rows: rows, columns: columns)
  }

  /// Sums scaled squares over the rows.
  public static func scaledSquares(
    _ sums: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, relativeTo y: UnsafePointer<Self>,
    atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>, rows: Int, columns: Int
  ) {
    ScaledNorm.values(
      SquareSum.self, sums, x, relativeTo: y, atol: atol, rtol: rtol, rows: rows, columns: columns)
  }

  /// Finds the largest scaled magnitude over the rows.
  public static func scaledMaxima(
    _ maxima: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, relativeTo y: UnsafePointer<Self>,
    atol: UnsafePointer<Self>, rtol: UnsafePointer<Self>, rows: Int, columns: Int
  ) {
    ScaledNorm.values(
      LargestMagnitude.self, maxima, x, relativeTo: y, atol: atol, rtol: rtol, rows: rows, columns: columns)
  }

  /// Copies the columns whose mask is not zero.
  public static func copyColumns(
    _ out: UnsafeMutablePointer<Self>, from x: UnsafePointer<Self>, where mask: UnsafePointer<Self>, rows: Int,
    columns: Int
  ) {
    Elementwise.copyColumns(out, from: x, where: mask, rows: rows, columns: columns)
  }

  /// Adds to the columns whose mask is not zero.
  public static func addColumns(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>, where mask: UnsafePointer<Self>, rows: Int,
    columns: Int
  ) {
    Elementwise.addColumns(out, x, where: mask, rows: rows, columns: columns)
  }

  /// Whether all values are finite.
  public static func allFinite(_ x: UnsafePointer<Self>, count: Int) -> Bool {
    LaneReduction.largestMagnitude(x, count: count) < infinity
  }

  /// Three limbs.
  public static var exactLimbCount: Int { 3 }

  /// Adds to exact sums.
  public static func accumulateExactly(
    _ x: UnsafePointer<Self>, count: Int, into limbs: UnsafeMutablePointer<Int64>
  ) -> Int? {
    LimbArray.accumulate(x, count: count, into: limbs)
  }

  /// Carries in exact sums.
  public static func carryExactly(_ limbs: UnsafeMutablePointer<Int64>, count: Int, limit: Int64) -> Int? {
    LimbArray<Self>.carry(limbs, count: count, limit: limit)
  }

  /// Reads exact sums.
  public static func readExactly(
    _ limbs: UnsafePointer<Int64>, count: Int, scaledBy scale: Double, into out: UnsafeMutablePointer<Self>
  ) {
    LimbArray.read(limbs, count: count, scaledBy: scale, into: out)
  }

  /// Compares predictions with observed values.
  public static func accumulateLoss(
    _ loss: PointwiseLoss, _ points: LossPoints<Self>, cotangents: UnsafeMutablePointer<Self>?,
    into sums: UnsafeMutablePointer<Double>
  ) {
    loss.accumulate(points, cotangents: cotangents, into: sums)
  }
}

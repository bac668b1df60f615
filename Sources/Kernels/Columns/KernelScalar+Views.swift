/// The kernels that rooms above call, by views: shapes come with the arrays and are checked here.
///
/// Each one is the kernel of the same name by pointers, and as fast.
extension KernelScalar {
  // MARK: Elementwise

  /// `out = x y`, element by element; `out` may be `x` or `y`.
  @inlinable
  public static func multiply(_ out: MutableVector<Self>, _ x: Vector<Self>, _ y: Vector<Self>) {
    checkShape(x.count == out.count && y.count == out.count, "\(x.count) times \(y.count) into \(out.count)")
    multiply(out.base, x.base, y.base, count: out.count)
  }

  /// `out += x y z`, element by element: the product of `x` and `y` is rounded, then one fused multiply-add.
  @inlinable
  public static func addProduct(_ out: MutableVector<Self>, _ x: Vector<Self>, _ y: Vector<Self>, _ z: Vector<Self>) {
    checkShape(
      x.count == out.count && y.count == out.count && z.count == out.count,
      "\(x.count) times \(y.count) times \(z.count) into \(out.count)")
    addProduct(out.base, x.base, y.base, z.base, count: out.count)
  }

  /// `out += x`.
  @inlinable
  public static func add(_ out: MutableVector<Self>, _ x: Vector<Self>) {
    checkShape(x.count == out.count, "\(x.count) values added to \(out.count)")
    add(out.base, x.base, count: out.count)
  }

  /// `out += x`.
  @inlinable
  public static func add(_ out: MutableColumns<Self>, _ x: Columns<Self>) {
    checkShape(
      x.rows == out.rows && x.columns == out.columns, "[\(x.rows), \(x.columns)] to [\(out.rows), \(out.columns)]")
    add(out.base, x.base, count: out.count)
  }

  /// `out = x - y`; `out` may be `x` or `y`.
  @inlinable
  public static func difference(_ out: MutableColumns<Self>, _ x: Columns<Self>, _ y: Columns<Self>) {
    checkShape(
      x.rows == out.rows && x.columns == out.columns && y.rows == out.rows && y.columns == out.columns,
      "[\(x.rows), \(x.columns)] less [\(y.rows), \(y.columns)] into [\(out.rows), \(out.columns)]")
    difference(out.base, x.base, y.base, count: out.count)
  }

  /// `x *= factor`.
  @inlinable
  public static func scale(_ x: MutableVector<Self>, by factor: Self) { scale(x.base, by: factor, count: x.count) }

  /// `out = x`, rounded to this type.
  @inlinable
  public static func narrow(_ out: MutableVector<Self>, from x: Vector<Double>) {
    checkShape(x.count == out.count, "\(x.count) values into \(out.count)")
    narrow(out.base, from: x.base, count: out.count)
  }

  /// `out = x + y`, summed in double precision and rounded to this type.
  @inlinable
  public static func narrowSums(_ out: MutableVector<Self>, _ x: Vector<Double>, _ y: Vector<Double>) {
    checkShape(x.count == out.count && y.count == out.count, "\(x.count) and \(y.count) values into \(out.count)")
    narrowSums(out.base, x.base, y.base, count: out.count)
  }

  /// `out = x`, exactly.
  @inlinable
  public static func widen(_ out: MutableVector<Double>, from x: Vector<Self>) {
    checkShape(x.count == out.count, "\(x.count) values into \(out.count)")
    widen(out.base, from: x.base, count: out.count)
  }

  /// Whether every value is finite.
  @inlinable
  public static func allFinite(_ x: Vector<Self>) -> Bool { allFinite(x.base, count: x.count) }

  /// Whether every value is finite.
  @inlinable
  public static func allFinite(_ x: Columns<Self>) -> Bool { allFinite(x.base, count: x.count) }

  // MARK: Linear systems, one per column

  /// Factors `I - scale[column] J` of every column; see ``factorize(_:pivots:jacobian:scale:order:columns:)``.
  ///
  /// `jacobian` is `[tangent, row, column]`, `factors` of the same shape, `pivots` `[order, columns]`.
  @inlinable
  public static func factorize(
    _ factors: MutableColumnStack<Self>, pivots: MutableColumns<Int32>, jacobian: ColumnStack<Self>,
    scale: Vector<Self>
  ) {
    checkSystem(factors.view, pivots.view)
    checkShape(
      jacobian.count == factors.count && jacobian.rows == factors.rows && jacobian.columns == factors.columns
        && scale.count == factors.columns,
      "a Jacobian [\(jacobian.count), \(jacobian.rows), \(jacobian.columns)] with \(scale.count) scales")
    factorize(
      factors.base, pivots: pivots.base, jacobian: jacobian.base, scale: scale.base, order: factors.rows,
      columns: factors.columns)
  }

  /// Replaces the right-hand sides `x[order, columns]` by the solutions of `A x = b` with the factors of `A`.
  @inlinable
  public static func solve(_ x: MutableColumns<Self>, factors: ColumnStack<Self>, pivots: Columns<Int32>) {
    checkSystem(factors, pivots)
    checkShape(x.rows == factors.rows && x.columns == factors.columns, "[\(x.rows), \(x.columns)] to be solved for")
    solve(x.base, factors: factors.base, pivots: pivots.base, order: x.rows, columns: x.columns)
  }

  /// Replaces the right-hand sides `x[order, columns]` by the solutions of `A^T x = b` with the factors of `A`.
  @inlinable
  public static func solveTransposed(_ x: MutableColumns<Self>, factors: ColumnStack<Self>, pivots: Columns<Int32>) {
    checkSystem(factors, pivots)
    checkShape(x.rows == factors.rows && x.columns == factors.columns, "[\(x.rows), \(x.columns)] to be solved for")
    solveTransposed(x.base, factors: factors.base, pivots: pivots.base, order: x.rows, columns: x.columns)
  }

  @inlinable
  static func checkSystem(_ factors: ColumnStack<Self>, _ pivots: Columns<Int32>) {
    checkShape(
      factors.count == factors.rows && pivots.rows == factors.rows && pivots.columns == factors.columns,
      "factors [\(factors.count), \(factors.rows), \(factors.columns)], pivots [\(pivots.rows), \(pivots.columns)]")
  }

  // MARK: Stages of a step

  /// `out = base + scale[column] * (sum of terms)`; see ``stageSum(_:base:scale:_:rows:columns:)``.
  @inlinable
  public static func stageSum(
    _ out: MutableColumns<Self>, base: Columns<Self>?, scale: Vector<Self>?, _ terms: StageTerms<Self>
  ) {
    checkLike(out.view, base)
    checkShape(
      (scale?.count ?? out.columns) == out.columns && (terms.count == 0 || terms.stride >= out.count),
      "\(scale?.count ?? out.columns) scales, stages of \(terms.stride) values for [\(out.rows), \(out.columns)]")
    stageSum(out.base, base: base?.base, scale: scale?.base, terms, rows: out.rows, columns: out.columns)
  }

  /// `out = base + sum over j of weights[j, column] * stages[j]`; weights differ by column.
  ///
  /// A nil base is zero; `out` may be `base`. Stages have room for `stages.columns` columns and hold those of `out`.
  @inlinable
  public static func columnWeightedSum(
    _ out: MutableColumns<Self>, base: Columns<Self>?, stages: ColumnStack<Self>, weights: Columns<Self>
  ) {
    checkLike(out.view, base)
    checkShape(
      weights.columns == out.columns && weights.rows <= stages.count && stages.rows == out.rows
        && stages.columns >= out.columns,
      "weights [\(weights.rows), \(weights.columns)] of [\(stages.count), \(stages.rows), \(stages.columns)] "
        + "for [\(out.rows), \(out.columns)]")
    columnWeightedSum(
      out.base, base: base?.base, stages: stages.base, stride: stages.rows * stages.columns, count: weights.rows,
      weights: weights.base, rows: out.rows, columns: out.columns)
  }

  /// Writes each column's sum of squared errors over the tolerance; see
  /// ``errorSquares(_:_:_:scale:_:atol:rtol:rows:columns:)``.
  @inlinable
  public static func errorSquares(
    _ sums: MutableVector<Self>, _ y0: Columns<Self>, _ y1: Columns<Self>, scale: Vector<Self>,
    _ terms: StageTerms<Self>, atol: Vector<Self>, rtol: Vector<Self>
  ) {
    checkErrors(sums, y0, y1, atol, rtol)
    checkShape(scale.count == y0.columns, "\(scale.count) scales for \(y0.columns) columns")
    errorSquares(
      sums.base, y0.base, y1.base, scale: scale.base, terms, atol: atol.base, rtol: rtol.base, rows: y0.rows,
      columns: y0.columns)
  }

  /// As ``errorSquares(_:_:_:scale:_:atol:rtol:)``, but the largest of the ratios' magnitudes.
  @inlinable
  public static func errorMaxima(
    _ maxima: MutableVector<Self>, _ y0: Columns<Self>, _ y1: Columns<Self>, scale: Vector<Self>,
    _ terms: StageTerms<Self>, atol: Vector<Self>, rtol: Vector<Self>
  ) {
    checkErrors(maxima, y0, y1, atol, rtol)
    checkShape(scale.count == y0.columns, "\(scale.count) scales for \(y0.columns) columns")
    errorMaxima(
      maxima.base, y0.base, y1.base, scale: scale.base, terms, atol: atol.base, rtol: rtol.base, rows: y0.rows,
      columns: y0.columns)
  }

  /// Writes each column's sum over rows of `(x / (atol + rtol |y|))^2`.
  @inlinable
  public static func scaledSquares(
    _ sums: MutableVector<Self>, _ x: Columns<Self>, relativeTo y: Columns<Self>, atol: Vector<Self>,
    rtol: Vector<Self>
  ) {
    checkErrors(sums, x, y, atol, rtol)
    scaledSquares(
      sums.base, x.base, relativeTo: y.base, atol: atol.base, rtol: rtol.base, rows: x.rows, columns: x.columns)
  }

  /// As ``scaledSquares(_:_:relativeTo:atol:rtol:)``, but the largest of the ratios' magnitudes.
  @inlinable
  public static func scaledMaxima(
    _ maxima: MutableVector<Self>, _ x: Columns<Self>, relativeTo y: Columns<Self>, atol: Vector<Self>,
    rtol: Vector<Self>
  ) {
    checkErrors(maxima, x, y, atol, rtol)
    scaledMaxima(
      maxima.base, x.base, relativeTo: y.base, atol: atol.base, rtol: rtol.base, rows: x.rows, columns: x.columns)
  }

  @inlinable
  static func checkErrors(
    _ sums: MutableVector<Self>, _ x: Columns<Self>, _ y: Columns<Self>, _ atol: Vector<Self>, _ rtol: Vector<Self>
  ) {
    checkLike(x, y)
    checkShape(
      sums.count == x.columns && atol.count == x.rows && rtol.count == x.rows,
      "\(sums.count) sums, \(atol.count) and \(rtol.count) tolerances for [\(x.rows), \(x.columns)]")
  }

  // MARK: Columns

  /// Copies the columns whose `mask` is not zero: `out = x`.
  @inlinable
  public static func copyColumns(_ out: MutableColumns<Self>, from x: Columns<Self>, where mask: Vector<Self>) {
    checkLike(out.view, x)
    checkShape(mask.count == out.columns, "a mask of \(mask.count) for \(out.columns) columns")
    copyColumns(out.base, from: x.base, where: mask.base, rows: out.rows, columns: out.columns)
  }

  /// Adds to the columns whose `mask` is not zero: `out += x`.
  @inlinable
  public static func addColumns(_ out: MutableColumns<Self>, _ x: Columns<Self>, where mask: Vector<Self>) {
    checkLike(out.view, x)
    checkShape(mask.count == out.columns, "a mask of \(mask.count) for \(out.columns) columns")
    addColumns(out.base, x.base, where: mask.base, rows: out.rows, columns: out.columns)
  }

  /// Collects columns: `out[row, c] = source[slots[c]][row, ids[c]]`, or 0 where `slots[c]` is negative.
  @inlinable
  public static func gatherColumns(
    _ out: MutableColumns<Self>, from source: ColumnStack<Self>, slots: Vector<Int32>, ids: Vector<Int32>
  ) {
    checkPlaces(out.view, source, slots, ids)
    gatherColumns(
      out.base, columns: out.columns, from: source.base, pitch: source.columns, slots: slots.base, ids: ids.base,
      rows: out.rows)
  }

  /// Puts columns back: `out[slots[c]][row, ids[c]] = x[row, c]` wherever `slots[c]` is not negative.
  @inlinable
  public static func scatterColumns(
    _ out: MutableColumnStack<Self>, slots: Vector<Int32>, ids: Vector<Int32>, from x: Columns<Self>
  ) {
    checkPlaces(x, out.view, slots, ids)
    scatterColumns(
      out.base, pitch: out.columns, slots: slots.base, ids: ids.base, from: x.base, columns: x.columns, rows: x.rows)
  }

  /// `sums[column] += sum over rows of x y`, in double precision.
  @inlinable
  public static func addColumnDots(_ sums: MutableVector<Double>, _ x: Columns<Self>, _ y: Columns<Self>) {
    checkLike(x, y)
    checkShape(sums.count == x.columns, "\(sums.count) sums for \(x.columns) columns")
    addColumnDots(sums.base, x.base, y.base, rows: x.rows, columns: x.columns)
  }

  @inlinable
  static func checkLike(_ x: Columns<Self>, _ y: Columns<Self>?) {
    checkShape(
      y.map { $0.rows == x.rows && $0.columns == x.columns } ?? true,
      "[\(x.rows), \(x.columns)] with [\(y?.rows ?? 0), \(y?.columns ?? 0)]")
  }

  @inlinable
  static func checkPlaces(
    _ x: Columns<Self>, _ stack: ColumnStack<Self>, _ slots: Vector<Int32>, _ ids: Vector<Int32>
  ) {
    checkShape(
      stack.rows == x.rows && slots.count >= x.columns && ids.count >= x.columns,
      "\(slots.count) slots and \(ids.count) places for [\(x.rows), \(x.columns)] of \(stack.rows) rows")
    checkShape(
      (0..<x.columns).allSatisfy {
        slots[$0] < stack.count && (slots[$0] < 0 || (ids[$0] >= 0 && ids[$0] < stack.columns))
      }, "a place outside of [\(stack.count), \(stack.rows), \(stack.columns)]")
  }
}

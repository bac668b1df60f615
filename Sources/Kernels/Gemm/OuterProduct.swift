/// Sums over the columns of products of rows: the parameter gradient of a linear layer, `g += d x^T`.
///
/// The order of each sum follows from `m`, `k` and the number of columns alone.
enum OuterProduct<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// Adds the whole product, by the way that suits the matrix.
  @inline(always)
  static func accumulate(
    _ g: UnsafeMutablePointer<Scalar>, _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    weight: UnsafePointer<Scalar>?, m: Int, k: Int, columns: Int,
    _ ahead: inout Prefetch
  ) {
    // Transposing a panel of x pays when many rows of d share it.
    if k >= Lanes.scalarCount && 4 &* m >= min(columns, 128) {
      TransposedOuterProduct.accumulate(g, d, x, weight: weight, m: m, k: k, columns: columns, &ahead)
    } else if k == 1 {
      LanewiseOuterProduct.accumulate(g, d, x, weight, m, k, columns, StaticSize<16>(), StaticSize<1>())
    } else if k == 2 {
      LanewiseOuterProduct.accumulate(g, d, x, weight, m, k, columns, StaticSize<8>(), StaticSize<2>())
    } else if m == 1 {
      LanewiseOuterProduct.accumulate(g, d, x, weight, m, k, columns, StaticSize<1>(), StaticSize<16>())
    } else if m == 2 {
      LanewiseOuterProduct.accumulate(g, d, x, weight, m, k, columns, StaticSize<2>(), StaticSize<8>())
    } else {
      LanewiseOuterProduct.accumulate(g, d, x, weight, m, k, columns, StaticSize<4>(), StaticSize<4>())
    }
  }
}

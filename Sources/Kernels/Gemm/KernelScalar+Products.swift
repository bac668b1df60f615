/// Products that fetch nothing meanwhile.
extension KernelScalar {
  /// See ``KernelScalar/affineTransposed(_:weights:_:m:k:columns:ahead:)``.
  @inlinable
  public static func affineTransposed(
    _ c: UnsafeMutablePointer<Self>, weights a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, m: Int, k: Int,
    columns: Int
  ) {
    var nothing = Prefetch(b, count: 0, during: 0)
    affineTransposed(c, weights: a, b, m: m, k: k, columns: columns, ahead: &nothing)
  }

  /// See ``KernelScalar/accumulateOuter(_:_:_:weight:m:k:columns:ahead:)``.
  @inlinable
  public static func accumulateOuter(
    _ g: UnsafeMutablePointer<Self>, _ d: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
    weight: UnsafePointer<Self>?, m: Int, k: Int, columns: Int
  ) {
    var nothing = Prefetch(d, count: 0, during: 0)
    accumulateOuter(g, d, x, weight: weight, m: m, k: k, columns: columns, ahead: &nothing)
  }
}

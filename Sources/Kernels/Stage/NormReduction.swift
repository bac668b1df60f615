/// How a norm puts the rows of a column together.
protocol NormReduction<Lanes> {
  associatedtype Lanes: LaneVector

  /// Takes one row's value into the result, which starts as zero; a NaN makes the result NaN.
  static func fold(_ value: Lanes, into result: inout Lanes)
}

/// The sum of squares.
enum SquareSum<Lanes: LaneVector>: NormReduction {
  @inline(always)
  static func fold(_ value: Lanes, into result: inout Lanes) { result.addProduct(value, value) }
}

/// The largest magnitude.
enum LargestMagnitude<Lanes: LaneVector>: NormReduction {
  @inline(always)
  static func fold(_ value: Lanes, into result: inout Lanes) {
    let size = value.magnitude
    result = result.replacing(with: size, whereLess: result, than: size).replacing(with: size, whereNaN: size)
  }
}

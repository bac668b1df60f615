/// A pointwise loss together with its derivative, evaluated in every lane alike.
///
/// A residual of zero costs nothing and has a derivative of zero.
protocol LossFunction<Scalar> {
  /// The number type.
  associatedtype Scalar: LaneScalar

  /// The cost of a residual and its derivative with respect to the residual; `target` is the observed value.
  func evaluate(residual: Scalar.Lanes, target: Scalar.Lanes) -> (cost: Scalar.Lanes, derivative: Scalar.Lanes)
}

extension LossFunction {
  /// Adds the observed values of one observation to each column's sums; see
  /// ``KernelScalar/accumulateLoss(_:_:cotangents:into:)``.
  @inline(never)
  func accumulate(
    _ points: LossPoints<Scalar>, cotangents: UnsafeMutablePointer<Scalar>?, into sums: UnsafeMutablePointer<Double>
  ) {
    typealias Lanes = Scalar.Lanes
    var column = 0
    while column < points.columns {
      var present = Lanes.zero
      for i in 0..<Lanes.scalarCount where points.counts[column &+ i] > points.observation { present[i] = 1 }
      for row in 0..<points.rows {
        let place = row &* points.columns &+ column
        // Selected, not multiplied: a missing value may be NaN.
        let observed = Lanes.zero.replacing(with: present, whereNonZero: load(points.mask + place))
        let target = Lanes.zero.replacing(with: load(points.targets + place), whereNonZero: observed)
        let prediction = Lanes.zero.replacing(with: load(points.predictions + place), whereNonZero: observed)
        let residual = prediction - target
        let (cost, derivative) = evaluate(residual: residual, target: target)
        if let cotangents { store(derivative, cotangents + place) }
        let sum = sums + column
        Self.add(cost, to: sum)
        Self.add(observed, to: sum + points.columns)
        Self.add(residual.magnitude, to: sum + 2 &* points.columns)
        Self.addSquares(residual, to: sum + 3 &* points.columns)
      }
      column &+= Lanes.scalarCount
    }
  }

  /// Adds lanes to sums in double precision.
  @inline(always)
  private static func add(_ lanes: Scalar.Lanes, to sums: UnsafeMutablePointer<Double>) {
    for i in 0..<Scalar.Lanes.scalarCount { sums[i] += Double(lanes[i]) }
  }

  /// Adds the squares of lanes to sums in double precision.
  @inline(always)
  private static func addSquares(_ lanes: Scalar.Lanes, to sums: UnsafeMutablePointer<Double>) {
    for i in 0..<Scalar.Lanes.scalarCount { sums[i] += Double(lanes[i]) * Double(lanes[i]) }
  }
}

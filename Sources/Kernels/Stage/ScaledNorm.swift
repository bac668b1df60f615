/// Norms over the rows of values measured in units of a tolerance.
enum ScaledNorm<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// The norm of a step's error estimate.
  @inline(always)
  static func errors<Fold: NormReduction<Lanes>>(
    _ fold: Fold.Type, _ norms: UnsafeMutablePointer<Scalar>, _ y0: UnsafePointer<Scalar>, _ y1: UnsafePointer<Scalar>,
    scale: UnsafePointer<Scalar>, _ terms: StageTerms<Scalar>, atol: UnsafePointer<Scalar>,
    rtol: UnsafePointer<Scalar>, rows: Int, columns: Int
  ) {
    switch terms.count {
    case 1: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 1>(terms), atol, rtol, rows, columns)
    case 2: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 2>(terms), atol, rtol, rows, columns)
    case 3: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 3>(terms), atol, rtol, rows, columns)
    case 4: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 4>(terms), atol, rtol, rows, columns)
    case 5: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 5>(terms), atol, rtol, rows, columns)
    case 6: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 6>(terms), atol, rtol, rows, columns)
    case 7: errors(fold, norms, y0, y1, scale, FixedTerms<Scalar, 7>(terms), atol, rtol, rows, columns)
    default: errors(fold, norms, y0, y1, scale, AnyTerms(terms), atol, rtol, rows, columns)
    }
  }

  @inline(never)
  private static func errors<Fold: NormReduction<Lanes>, Terms: TermSum<Scalar>>(
    _ fold: Fold.Type, _ norms: UnsafeMutablePointer<Scalar>, _ y0: UnsafePointer<Scalar>, _ y1: UnsafePointer<Scalar>,
    _ scale: UnsafePointer<Scalar>, _ terms: Terms, _ atol: UnsafePointer<Scalar>, _ rtol: UnsafePointer<Scalar>,
    _ rows: Int, _ columns: Int
  ) {
    var column = 0
    while column < columns {
      let factor = load(scale + column)
      var norm = Lanes.zero
      var place = column
      for row in 0..<rows {
        let error = factor * terms.sum(at: place)
        let old = load(y0 + place).magnitude
        let new = load(y1 + place).magnitude
        let size = old.replacing(with: new, whereLess: old, than: new).replacing(with: new, whereNaN: new)
        let tolerance = Lanes(repeating: atol[row]).addingProduct(Lanes(repeating: rtol[row]), size)
        Fold.fold(error / tolerance, into: &norm)
        place &+= columns
      }
      store(norm, norms + column)
      column &+= Lanes.scalarCount
    }
  }

  /// The norm of `x`.
  @inline(always)
  static func values<Fold: NormReduction<Lanes>>(
    _ fold: Fold.Type, _ norms: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>,
    relativeTo y: UnsafePointer<Scalar>, atol: UnsafePointer<Scalar>, rtol: UnsafePointer<Scalar>, rows: Int,
    columns: Int
  ) {
    var column = 0
    while column < columns {
      var norm = Lanes.zero
      for row in 0..<rows {
        let place = row &* columns &+ column
        let tolerance = Lanes(repeating: atol[row])
          .addingProduct(Lanes(repeating: rtol[row]), load(y + place).magnitude)
        Fold.fold(load(x + place) / tolerance, into: &norm)
      }
      store(norm, norms + column)
      column &+= Lanes.scalarCount
    }
  }
}

/// What is said of repeated measurements of one thing.
struct SampleSummary: Equatable, Sendable {
  private let sorted: [Double]

  /// Sums up at least one measurement.
  init(_ values: [Double]) {
    precondition(!values.isEmpty, "a summary of nothing")
    sorted = values.sorted()
  }

  /// The smallest.
  var minimum: Double { sorted[0] }
  /// The middle one, or the mean of the two in the middle.
  var median: Double { quantile(0.5) }

  /// The value below which the fraction `p` of the measurements lies, linear between neighbours.
  ///
  /// Definition 7 of Hyndman and Fan, The American Statistician 50 (1996) 361-365, which NumPy uses too.
  func quantile(_ p: Double) -> Double {
    let place = p * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

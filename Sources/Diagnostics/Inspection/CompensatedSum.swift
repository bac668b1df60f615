/// A sum of many numbers with the rounding error of few.
///
/// Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", algorithm IV.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  /// The sum so far; infinite where it is beyond double precision.
  var value: Double { sum.isFinite ? sum + lost : sum }

  /// Adds a finite number.
  mutating func add(_ x: Double) {
    let next = sum + x
    lost += sum.magnitude >= x.magnitude ? (sum - next) + x : (x - next) + sum
    sum = next
  }
}

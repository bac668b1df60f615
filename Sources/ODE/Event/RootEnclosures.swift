import Kernels

/// Intervals that enclose one root each, narrowed side by side, one per column.
///
/// The Illinois variant of the regula falsi (Dowell and Jarratt, BIT 11 (1971) 168-174) with a bisection in every third
/// round, which bounds the number of rounds for any function.
struct RootEnclosures {
  /// 1 where a column's interval is still to be narrowed.
  let isOpen: MutableVector<Int32>
  /// The ends of the intervals; the root lies behind `lower` and not behind `upper`.
  private let lower: MutableVector<Double>
  let upper: MutableVector<Double>
  private let lowerValue: MutableVector<Double>
  private let upperValue: MutableVector<Double>
  private let resolution: MutableVector<Double>
  /// How often each column's interval was narrowed, and which end moved last: -1 lower, 1 upper.
  private let rounds: MutableVector<Int32>
  private let side: MutableVector<Int32>

  init(columns: Int, in arena: Arena) {
    isOpen = arena.vector(Int32.self, columns)
    lower = arena.vector(Double.self, columns)
    upper = arena.vector(Double.self, columns)
    lowerValue = arena.vector(Double.self, columns)
    upperValue = arena.vector(Double.self, columns)
    resolution = arena.vector(Double.self, columns)
    rounds = arena.vector(Int32.self, columns)
    side = arena.vector(Int32.self, columns)
  }

  /// Takes an interval at whose ends the function has opposite signs, or vanishes at the upper one.
  func open(
    _ column: Int, from a: Double, _ valueAtA: Double, to b: Double, _ valueAtB: Double, resolution: Double
  ) {
    isOpen[column] = 1
    lower[column] = a
    upper[column] = b
    lowerValue[column] = valueAtA
    upperValue[column] = valueAtB
    self.resolution[column] = resolution
    rounds[column] = 0
    side[column] = 0
  }

  /// Writes where each open column's function is wanted next, elsewhere its upper end; false if all are narrow enough.
  func propose(into places: MutableVector<Double>, columns: Int) -> Bool {
    var isAnyOpen = false
    for column in 0..<columns {
      places[column] = 0
      guard isOpen[column] != 0 else { continue }
      let (a, b) = (lower[column], upper[column])
      places[column] = b
      let middle = a + (b - a) / 2
      if isClosed(column) || middle <= a || middle >= b { continue }
      isAnyOpen = true
      let secant = b - upperValue[column] * (b - a) / (upperValue[column] - lowerValue[column])
      places[column] = rounds[column] % 3 != 2 && secant > a && secant < b ? secant : middle
    }
    return isAnyOpen
  }

  /// Replaces an end of each open interval by the place where the function was evaluated.
  func narrow(at places: Vector<Double>, values: Vector<Double>, columns: Int) {
    for column in 0..<columns where isOpen[column] != 0 && places[column] < upper[column] {
      rounds[column] += 1
      let value = values[column]
      if value != 0 && (value < 0) == (lowerValue[column] < 0) {
        lower[column] = places[column]
        lowerValue[column] = value
        if side[column] < 0 { upperValue[column] /= 2 }
        side[column] = -1
      } else {
        upper[column] = places[column]
        upperValue[column] = value
        if side[column] > 0 { lowerValue[column] /= 2 }
        side[column] = 1
      }
    }
  }

  private func isClosed(_ column: Int) -> Bool {
    upper[column] - lower[column] <= resolution[column] || upperValue[column] == 0
  }
}

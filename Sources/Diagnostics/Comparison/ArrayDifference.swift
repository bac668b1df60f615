import Text

/// Where and how far two arrays of one shape and type differ.
public struct ArrayDifference: Sendable, Equatable {
  /// Elements of each array.
  public let total: Int
  /// Elements whose bits differ; a NaN equals itself, 0 differs from -0.
  public internal(set) var count = 0
  /// The place of the first element that differs, row-major.
  public internal(set) var first = Int.max
  /// The first element that differs, of the one array, with all its digits.
  public internal(set) var firstA = ""
  /// The first element that differs, of the other array.
  public internal(set) var firstB = ""
  /// Places where exactly one of the two is not a number; they are left out of the figures below.
  public internal(set) var oneNaN = 0
  /// The largest `|a - b|`; infinite where that is beyond double precision.
  public internal(set) var largestAbsolute = 0.0
  /// The largest `|a - b| / max(|a|, |b|)`; infinite where one of them is.
  public internal(set) var largestRelative = 0.0
  /// The most numbers of the type that lie between the two, the farther one counted (units in the last place).
  public internal(set) var largestDistance: UInt64 = 0
  /// Whether the elements are whole numbers.
  public internal(set) var isWhole = false

  init(total: Int) {
    self.total = total
  }

  /// Takes note of two elements at a place; those before need not have come before.
  @inline(__always)
  mutating func note<Value: StoredScalar>(_ a: Value, _ b: Value, at place: @autoclosure () -> Int) {
    guard !a.hasBits(of: b) else { return }
    count += 1
    isWhole = Value.isWhole
    let place = place()
    if place < first {
      first = place
      (firstA, firstB) = (StoredNumber.exact(a), StoredNumber.exact(b))
    }
    measure(a, b)
  }

  private mutating func measure<Value: StoredScalar>(_ a: Value, _ b: Value) {
    guard !a.isNaN && !b.isNaN else {
      if a.isNaN != b.isNaN { oneNaN += 1 }
      return
    }
    let distance = a.distance(to: b)
    // Whole numbers may differ where doubles no longer do; their distance is exact.
    let absolute = Value.isWhole ? Double(distance) : (a.double - b.double).magnitude
    let largest = max(a.double.magnitude, b.double.magnitude)
    let relative = absolute == 0 ? 0 : largest.isInfinite ? .infinity : absolute / largest
    largestAbsolute = max(largestAbsolute, absolute)
    largestRelative = max(largestRelative, relative)
    largestDistance = max(largestDistance, distance)
  }

  /// The figures in words.
  ///
  /// - Parameters:
  ///   - unit: what the elements are, in the plural.
  ///   - place: names a place.
  func lines(unit: String, place: (Int) -> String) -> [String] {
    let values = "\(firstA) and \(firstB)"
    var lines = [total == 1 ? values : "\(count) of \(total) \(unit) differ, first at \(place(first)): \(values)"]
    if oneNaN < count {
      let figures =
        "largest difference \(NumberText.general(largestAbsolute, 6)), relative "
        + NumberText.general(largestRelative, 3)
      lines.append(isWhole ? figures : "\(figures), \(largestDistance) units in the last place")
    }
    if oneNaN > 0, total > 1 { lines.append("\(oneNaN) of them are not a number on one side only") }
    return lines
  }
}

import Text

/// The numbers a key allows.
struct JobRange: Sendable {
  /// An end of a range.
  struct Bound: Sendable {
    let value: Double
    let isIncluded: Bool
  }

  private let lower: Bound
  private let upper: Bound?
  private let allowsInfinity: Bool

  /// Finite numbers.
  static let finite = JobRange(above: -.infinity)
  /// Finite numbers above zero.
  static let positive = JobRange(above: 0)
  /// Finite numbers from zero on.
  static let nonnegative = JobRange(atLeast: 0)
  /// From zero to, but not including, one.
  static let fraction = JobRange(atLeast: 0, below: 1)
  /// Numbers above zero, infinity included.
  static let positiveOrInfinite = JobRange(Bound(value: 0, isIncluded: false), nil, allowsInfinity: true)

  private init(_ lower: Bound, _ upper: Bound?, allowsInfinity: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.allowsInfinity = allowsInfinity
  }

  init(above lower: Double) {
    self.init(Bound(value: lower, isIncluded: false), nil)
  }

  init(above lower: Double, below upper: Double) {
    self.init(Bound(value: lower, isIncluded: false), Bound(value: upper, isIncluded: false))
  }

  init(above lower: Double, atMost upper: Double) {
    self.init(Bound(value: lower, isIncluded: false), Bound(value: upper, isIncluded: true))
  }

  init(atLeast lower: Double) {
    self.init(Bound(value: lower, isIncluded: true), nil)
  }

  init(atLeast lower: Double, below upper: Double) {
    self.init(Bound(value: lower, isIncluded: true), Bound(value: upper, isIncluded: false))
  }

  init(atLeast lower: Double, atMost upper: Double) {
    self.init(Bound(value: lower, isIncluded: true), Bound(value: upper, isIncluded: true))
  }

  func contains(_ value: Double) -> Bool {
    guard value.isFinite || (allowsInfinity && value == .infinity) else { return false }
    let isAbove = lower.isIncluded ? value >= lower.value : value > lower.value
    guard let upper else { return isAbove }
    return isAbove && (upper.isIncluded ? value <= upper.value : value < upper.value)
  }

  /// The range in words: `at least 0 and below 1`.
  var description: String {
    if lower.value == -.infinity && upper == nil { return "finite" }
    var text = (lower.isIncluded ? "at least " : "above ") + JobRange.text(lower.value)
    if let upper { text += (upper.isIncluded ? " and at most " : " and below ") + JobRange.text(upper.value) }
    return text + (allowsInfinity ? ", or Infinity" : "")
  }

  private static func text(_ bound: Double) -> String {
    bound == bound.rounded() && abs(bound) < 1e15 ? String(Int(bound)) : NumberText.shortest(bound)
  }
}

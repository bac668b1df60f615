/// Something that differs between two files or runs.
public struct Difference: Sendable, Equatable {
  /// What differs: a file, and an array, attribute, metric or key in it.
  public let place: String
  /// How it differs, in words, one line or more.
  public let explanation: [String]
  /// Where and how far numbers differ; nil where something else does.
  public let numbers: ArrayDifference?

  init(_ place: String, _ explanation: [String], numbers: ArrayDifference? = nil) {
    self.place = place
    self.explanation = explanation
    self.numbers = numbers
  }

  /// Something that only one side has.
  static func onlyIn(_ side: ComparisonSide, _ place: String) -> Difference {
    Difference(place, ["only in \(side.rawValue)"])
  }

  /// A text that is another on the other side.
  static func text(_ place: String, _ a: String, _ b: String) -> Difference {
    Difference(place, ["\(a) and \(b)"])
  }
}

/// One of the two things compared.
enum ComparisonSide: String {
  case a = "A"
  case b = "B"
}

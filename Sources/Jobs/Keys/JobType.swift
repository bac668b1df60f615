import Text

/// How values of one kind are written in a job file, which are allowed, and how they are read.
struct JobType<Value: Sendable>: Sendable {
  /// The kind in words: `whole number`, `byte count`.
  let name: String
  /// The allowed values in words; nil: all.
  let range: String?
  /// Whether an option may give the value without quotes.
  let isText: Bool
  /// The value of a JSON5 value.
  let read: @Sendable (JSON5Value) throws(JobProblem.Cause) -> Value
  /// The JSON5 value of a value.
  let write: @Sendable (Value) -> JSON5Value

  /// What to give, in words: `a whole number at least 1`.
  var expectation: String {
    (name.hasPrefix("one of") ? "" : "a ") + name + (range.map { " " + $0 } ?? "")
  }
}

extension JobType<Bool> {
  static let flag = JobType(name: "truth value", range: nil, isText: false) {
    (value) throws(JobProblem.Cause) -> Bool in
    guard case .bool(let flag) = value.content else { throw value.isNot("true or false") }
    return flag
  } write: {
    .bool($0)
  }
}

extension JobType<Int> {
  /// The largest count a job may ask for: products of two of them still fit an `Int`.
  static let largestCount = 1_000_000_000

  /// A whole number; the limit of all counts goes without saying in the reference.
  static func wholeNumber(atLeast lower: Int, atMost upper: Int = largestCount) -> JobType {
    let range = JobRange(atLeast: Double(lower), atMost: Double(upper))
    let shown = upper == largestCount ? "at least \(lower)" : range.description
    return JobType(name: "whole number", range: shown, isText: false) {
      (value) throws(JobProblem.Cause) -> Int in
      guard let number = value.wholeNumber else { throw value.isNot("a whole number \(shown)") }
      guard range.contains(Double(number)) else { throw value.isOutside(range.description) }
      return number
    } write: {
      .integer($0)
    }
  }
}

extension JobType<UInt64> {
  static let seed = JobType(name: "whole number", range: "at least 0 and below 2^63", isText: false) {
    (value) throws(JobProblem.Cause) -> UInt64 in
    guard let number = value.wholeNumber else { throw value.isNot("a whole number at least 0 and below 2^63") }
    guard number >= 0 else { throw value.isOutside("at least 0 and below 2^63") }
    return UInt64(number)
  } write: {
    JSON5Value(.integer(Int64($0)))
  }
}

extension JobType<Double> {
  static func number(_ range: JobRange) -> JobType {
    JobType(name: "number", range: range.description, isText: false) { (value) throws(JobProblem.Cause) -> Double in
      guard let number = value.number else { throw value.isNot("a number \(range.description)") }
      guard range.contains(number) else { throw value.isOutside(range.description) }
      return number
    } write: {
      .number($0)
    }
  }
}

extension JobType<ByteCount> {
  /// A count of at least one KiB.
  static let byteCount = JobType(name: "byte count", range: "at least 1 KiB", isText: true) {
    (value) throws(JobProblem.Cause) -> ByteCount in
    let count: ByteCount?
    switch value.content {
    case .string(let text): count = ByteCount(text)
    default: count = value.wholeNumber.map { ByteCount(bytes: $0) }
    }
    guard let count else { throw value.isNot("a byte count such as \"64 MiB\" (units B, KiB, MiB, GiB, TiB) or 65536") }
    guard count.bytes >= 1024, count.bytes < 1 << 53 else { throw value.isOutside("at least 1 KiB and below 8192 TiB") }
    return count
  } write: {
    .string($0.description)
  }
}

extension JobType<String> {
  /// Text for people.
  static let text = nonempty("text")
  /// The path of a file or directory.
  static let path = nonempty("path")

  private static func nonempty(_ name: String) -> JobType {
    JobType(name: name, range: nil, isText: true) { (value) throws(JobProblem.Cause) -> String in
      guard case .string(let text) = value.content else { throw value.isNot("a \(name) in quotes") }
      guard !text.isEmpty, !text.unicodeScalars.contains("\0") else {
        throw value.isOutside("at least one character long and without the character U+0000")
      }
      return text
    } write: {
      .string($0)
    }
  }

  static func name(among names: [String]) -> JobType {
    JobType(name: "one of " + names.joined(separator: ", "), range: nil, isText: true) {
      (value) throws(JobProblem.Cause) -> String in
      guard case .string(let text) = value.content else {
        throw value.isNot("one of " + JobProblem.list(names.map { "\"\($0)\"" }, "or"))
      }
      guard names.contains(text) else {
        throw .unknownName(found: text, suggestion: NearestName.among(names, to: text), allowed: names)
      }
      return text
    } write: {
      .string($0)
    }
  }
}

extension JobType where Value: RawRepresentable<String> & CaseIterable {
  static var name: JobType {
    let names = JobType<String>.name(among: Value.allCases.map(\.rawValue))
    return JobType(name: names.name, range: nil, isText: true) { (value) throws(JobProblem.Cause) -> Value in
      let name = try names.read(value)
      guard let choice = Value(rawValue: name) else { throw value.isNot(names.name) }
      return choice
    } write: {
      .string($0.rawValue)
    }
  }
}

extension JobType {
  /// An array of values of one type.
  static func list<Element>(of element: JobType<Element>, emptyAllowed: Bool) -> JobType where Value == [Element] {
    JobType(
      name: "list of \(element.name)s", range: (element.range.map { "each \($0)" }), isText: false
    ) { (value) throws(JobProblem.Cause) -> [Element] in
      guard case .array(let elements) = value.content else { throw value.isNot("a list of \(element.name)s in [ ]") }
      guard emptyAllowed || !elements.isEmpty else { throw .outOfRange(found: "an empty list", allowed: "filled") }
      var values: [Element] = []
      for item in elements { values.append(try element.read(item)) }
      return values
    } write: { values in
      .array(values.map(element.write))
    }
  }
}

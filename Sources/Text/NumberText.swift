import Glibc

/// Numbers as text: exact for files, rounded for people.
public enum NumberText {
  /// The shortest decimal that reads back as the same float; `Infinity`, `-Infinity` and `NaN` as JSON5 spells them.
  ///
  /// Finite numbers keep a point or an exponent, so that they read back as floats.
  public static func shortest(_ value: Double) -> String {
    var text = ""
    append(shortest: value, to: &text)
    return text
  }

  /// Appends what ``shortest(_:)`` gives; text that has room for it needs no memory.
  package static func append(shortest value: Double, to text: inout String) {
    if value.isNaN { return text += "NaN" }
    if value.isInfinite { return text += value < 0 ? "-Infinity" : "Infinity" }
    let start = text.utf8.count
    value.write(to: &text)
    // The exponent comes as `e+16` or `e-05`, and leaves as `e16` or `e-5`.
    guard let mark = text.utf8[text.utf8.index(text.startIndex, offsetBy: start)...].firstIndex(of: UInt8(ascii: "e"))
    else { return }
    let sign = text.utf8.index(after: mark)
    let isNegative = text.utf8[sign] == UInt8(ascii: "-")
    let digits = isNegative ? text.utf8.index(after: sign) : sign
    guard let leading = text.utf8[digits...].firstIndex(where: { $0 > UInt8(ascii: "0") }) else { return }
    text.removeSubrange(digits..<leading)
  }

  /// Appends a number as JSON, which has no infinities and no NaN: they are `null`.
  package static func append(json value: Double, to text: inout String) {
    if value.isFinite { append(shortest: value, to: &text) } else { text += "null" }
  }

  /// `value` with `decimals` digits after the point: `fixed(3.14159, 2)` is `3.14`.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    format("%.*f", decimals, value)
  }

  /// `value` with one digit before the point and `decimals` after it: `scientific(31.4159, 2)` is `3.14e+01`.
  public static func scientific(_ value: Double, _ decimals: Int) -> String {
    format("%.*e", decimals, value)
  }

  /// `value` to `digits` significant digits, without trailing zeros: `general(0.00012345, 3)` is `0.000123`.
  public static func general(_ value: Double, _ digits: Int) -> String {
    format("%.*g", digits, value)
  }

  /// The corresponding C function is `vsnprintf`, which would give what is not a number a sign.
  private static func format(_ format: String, _ digits: Int, _ value: Double) -> String {
    if value.isNaN { return "NaN" }
    let arguments: [any CVarArg] = [Int32(digits), value]
    let length = withVaList(arguments) { vsnprintf(nil, 0, format, $0) }
    precondition(length >= 0, "the format \(format) is valid")
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(length) + 1) { buffer in
      _ = withVaList(arguments) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
      return String(cString: buffer.baseAddress!)
    }
  }
}

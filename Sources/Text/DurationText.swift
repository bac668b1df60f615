/// Spans of time as text for people.
public enum DurationText {
  /// `seconds` in units that fit: `12.3 us`, `850 ms`, `42.0 s`, `3 min 20 s`, `5 h 07 min`, `2 d 03 h`.
  ///
  /// Negative or non-finite spans are written in seconds as they are.
  public static func short(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return NumberText.general(seconds, 3) + " s" }
    if seconds < 59.95 {
      for (unit, factor) in [("us", 1e6), ("ms", 1e3)] where seconds * factor < 999.5 && seconds > 0 {
        return threeDigits(seconds * factor) + " " + unit
      }
      return threeDigits(seconds) + " s"
    }
    let whole = seconds.rounded()
    if whole < 3600 { return pair(whole, 60, "min", 1, "s") }
    let minutes = (seconds / 60).rounded() * 60
    if minutes < 86_400 { return pair(minutes, 3600, "h", 60, "min") }
    return pair((seconds / 3600).rounded() * 3600, 86_400, "d", 3600, "h")
  }

  private static func threeDigits(_ value: Double) -> String {
    NumberText.fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  private static func pair(
    _ seconds: Double, _ large: Double, _ largeName: String, _ small: Double, _ smallName: String
  )
    -> String
  {
    let count = (seconds / large).rounded(.down)
    let rest = ((seconds - count * large) / small).rounded(.down)
    let digits = NumberText.fixed(rest, 0)
    return NumberText.fixed(count, 0) + " \(largeName) " + (digits.count < 2 ? "0" : "") + digits + " " + smallName
  }
}

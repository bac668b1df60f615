/// Short pieces of long texts.
package enum TextExcerpt {
  /// Two texts that differ, in quotes, each cut to where they start to differ and a little around it.
  package static func pair(_ a: String, _ b: String) -> (String, String) {
    let common = zip(a.unicodeScalars, b.unicodeScalars).prefix { $0 == $1 }.count
    return (around(common, of: a), around(common, of: b))
  }

  private static func around(_ place: Int, of text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let start = max(0, place - 15)
    let end = min(scalars.count, place + 25)
    var piece = String.UnicodeScalarView()
    piece.append(contentsOf: scalars[start..<end])
    let quoted = JSON5Value.string(String(piece)).writeJSON()
    return (start > 0 ? "..." : "") + quoted + (end < scalars.count ? "..." : "")
  }
}

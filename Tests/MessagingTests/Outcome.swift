import Foundation

/// What became of a program a test started.
struct Outcome {
  /// The exit code, or the signal's number plus 128.
  let code: Int32
  /// Standard output and standard error together.
  let output: String
  /// Seconds from `RankRun.start` to the end.
  let seconds: Double
  /// False when the program had to be killed because its time was up.
  let endedByItself: Bool

  var lines: [String] { output.split(separator: "\n").map(String.init) }

  func lines(startingWith prefix: String) -> [String] { lines.filter { $0.hasPrefix(prefix) } }
}

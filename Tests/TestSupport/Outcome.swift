/// What became of a program a test started.
package struct Outcome: Sendable {
  /// The exit code, or the signal's number plus 128.
  package let code: Int32
  /// What it printed: standard output and standard error together, unless they were asked for apart.
  package let output: String
  /// Standard error where it was asked for apart, otherwise empty.
  package let errors: String
  /// Seconds from the start to the end.
  package let seconds: Double
  /// False when the program had to be killed because its time was up.
  package let endedByItself: Bool

  /// The lines of the output that are not empty.
  package var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The lines of the output with a prefix.
  package func lines(startingWith prefix: String) -> [String] { lines.filter { $0.hasPrefix(prefix) } }
}

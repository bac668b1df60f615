import Glibc

/// What a run says while it runs: to the standard error of rank 0, or nowhere.
package struct Console {
  /// Whether anything is said.
  let speaks: Bool
  /// Whether lines can be refreshed in place.
  let isTerminal: Bool

  /// Says nothing.
  package static var silent: Console { Console(rank: 0, quiet: true) }

  /// Speaks on rank 0 unless told to be quiet.
  package init(rank: Int, quiet: Bool) {
    speaks = rank == 0 && !quiet
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Says a line of its own.
  func say(_ line: String) {
    guard speaks else { return }
    write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }

  /// Shows a line that the next one replaces; only on a terminal.
  func show(_ line: String) {
    guard speaks && isTerminal else { return }
    write("\r" + line + "\u{1B}[K")
  }

  /// Takes away the line that was shown last; only on a terminal.
  func clear() {
    guard speaks && isTerminal else { return }
    write("\r\u{1B}[K")
  }

  /// A terminal that went away is no reason to stop training, so failures to write are ignored.
  private func write(_ text: String) {
    _ = text.withCString { Glibc.write(STDERR_FILENO, $0, strlen($0)) }
  }
}

import Host
import Text

/// Tells on a terminal how far a long reading is; says nothing of a short one.
struct ReadingProgress {
  /// Seconds before the first line, and between two.
  private static let pauses = (first: 1.0, next: 0.2)

  private let console: Console
  private let what: String
  private let total: Int
  private let start = Stopwatch.now()
  private var due: Int64
  private var isShown = false

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - console: where to speak.
  ///   - what: what is done, as the line begins.
  ///   - total: how much there is to do, in any unit.
  init(_ console: Console, _ what: String, total: Int) {
    self.console = console
    self.what = what
    self.total = total
    due = start + Int64(Self.pauses.first * 1e9)
  }

  /// Takes note of how much is done.
  mutating func note(_ done: Int) {
    guard console.speaks && console.isTerminal else { return }
    let now = Stopwatch.now()
    guard now >= due, done > 0 else { return }
    due = now + Int64(Self.pauses.next * 1e9)
    isShown = true
    let part = min(1, Double(done) / Double(max(1, total)))
    let rest = Double(now - start) * 1e-9 * (1 / part - 1)
    console.show("\(what): \(NumberText.fixed(100 * part, 0)) %, \(DurationText.short(rest)) to go")
  }

  /// Takes the line away.
  mutating func end() {
    if isShown { console.clear() }
    isShown = false
  }
}

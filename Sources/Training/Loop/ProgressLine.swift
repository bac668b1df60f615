import Host
import Text

/// Tells how training goes: a refreshed line on a terminal, a line now and then elsewhere.
struct ProgressLine {
  /// Seconds between two lines where they cannot be refreshed, and between two refreshments.
  private static let pauses = (line: 10.0, refreshment: 0.1)

  private let console: Console
  private let total: Int
  private let firstStep: Int
  private let start = Stopwatch.now()
  private var lastSaid: Int64?

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - console: where to speak.
  ///   - step: steps that are done already.
  ///   - total: steps of the whole run.
  init(_ console: Console, from step: Int, to total: Int) {
    self.console = console
    self.total = total
    firstStep = step
  }

  /// Takes note of a step.
  mutating func note(_ record: StepRecord) {
    guard console.speaks else { return }
    let now = Stopwatch.now()
    let pause = console.isTerminal ? Self.pauses.refreshment : Self.pauses.line
    if let lastSaid, Double(now - lastSaid) * 1e-9 < pause, record.step != total { return }
    lastSaid = now
    let perStep = Double(now - start) * 1e-9 / Double(max(1, record.step - firstStep))
    func perGroup(_ count: Int) -> String {
      NumberText.fixed(Double(count) / Double(max(1, record.groups)), 0)
    }
    var line = [
      "step \(record.step)/\(total)", "loss \(NumberText.scientific(record.loss, 3))",
      "NFE \(perGroup(record.nfeForward))+\(perGroup(record.nfeBackward))",
      "rejected \(perGroup(record.rejected))", "rate \(NumberText.general(record.rate, 3))",
      "\(DurationText.short(perStep))/step",
      "ETA \(DurationText.short(perStep * Double(total - record.step)))",
    ]
    if record.dropped > 0 { line.append("left out \(record.dropped)") }
    let text = line.joined(separator: "  ")
    if console.isTerminal { console.show(text) } else { console.say(text) }
  }
}

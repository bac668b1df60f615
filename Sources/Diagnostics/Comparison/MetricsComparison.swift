import Text

/// Compares what two runs recorded at the steps both have.
struct MetricsComparison {
  private(set) var findings = ComparisonFindings()
  private let name: String

  /// Compares two logs; `name` is what messages call them.
  init(_ a: MetricsLog, _ b: MetricsLog, name: String) {
    self.name = name
    for sort in Set(a.sorts.keys).union(b.sorts.keys).sorted() {
      compare(a.sorts[sort] ?? MetricsLog.Sort(), b.sorts[sort] ?? MetricsLog.Sort(), sort)
    }
  }

  private mutating func compare(_ a: MetricsLog.Sort, _ b: MetricsLog.Sort, _ sort: String) {
    let (left, right) = (Set(a.steps), Set(b.steps))
    let common = a.steps.filter { right.contains($0) }
    for (side, steps) in [("A", a.steps.filter { !right.contains($0) }), ("B", b.steps.filter { !left.contains($0) })]
    where !steps.isEmpty {
      findings.differences.append(
        Difference(
          "\(name): \(sort)", ["only in \(side): \(Self.ranges(steps, among: side == "A" ? a.steps : b.steps))"]))
    }
    let metrics = Set(a.metrics.keys).union(b.metrics.keys).sorted()
    for metric in metrics {
      compare(a.metrics[metric] ?? [:], b.metrics[metric] ?? [:], at: common, "\(name): \(sort), \(metric)")
    }
    findings.compared.append("\(name): \(metrics.count) metrics of \(common.count) records (\(sort)) (but not timings)")
  }

  private mutating func compare(_ a: [Int: JSON5Value], _ b: [Int: JSON5Value], at steps: [Int], _ place: String) {
    var numbers = ArrayDifference(total: steps.count)
    var others: [Int] = []
    for step in steps {
      switch (a[step]?.content, b[step]?.content) {
      case (nil, nil): continue
      case (.integer(let one), .integer(let other)): numbers.note(one, other, at: step)
      case (let one?, let other?):
        if let one = JSON5Value(one).numberOrNull, let other = JSON5Value(other).numberOrNull {
          numbers.note(one, other, at: step)
        } else if JSON5Value(one) != JSON5Value(other) {
          others.append(step)
        }
      default: others.append(step)
      }
    }
    if numbers.count > 0 {
      let lines = numbers.lines(unit: "records") { "step \($0)" }
      findings.differences.append(Difference(place, lines, numbers: numbers))
    }
    if let first = others.first {
      let (one, other) = (a[first]?.writeJSON() ?? "absent", b[first]?.writeJSON() ?? "absent")
      findings.differences.append(
        Difference(
          place, ["\(others.count) of \(steps.count) records differ, first at step \(first): \(one) and \(other)"]))
    }
  }

  /// Steps as ranges of those that follow each other in a log: `11-20, 30`.
  static func ranges(_ steps: [Int], among all: [Int]) -> String {
    let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
    var ranges: [ClosedRange<Int>] = []
    for step in steps {
      if let last = ranges.last, places[step] == places[last.upperBound].map({ $0 + 1 }) {
        ranges[ranges.count - 1] = last.lowerBound...step
      } else {
        ranges.append(step...step)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(
      separator: ", ")
  }
}

import Text

/// Figures of a benchmark: one row per case, as a table for people or as JSON.
public struct BenchmarkTable: Sendable {
  /// A figure or a name in a row.
  enum Cell: Sendable {
    case word(String)
    case count(Int)
    /// A measured number; people see so many significant digits.
    case figure(Double, digits: Int = 3)
  }

  private let title: String
  private let note: String
  private let columns: [(key: String, heading: String)]
  private var rows: [[Cell]] = []

  /// An empty table.
  ///
  /// - Parameters:
  ///   - title: the benchmark's name.
  ///   - note: what people need to know to read the figures.
  ///   - columns: each column's key in JSON and its heading.
  init(title: String, note: String, columns: [(key: String, heading: String)]) {
    self.title = title
    self.note = note
    self.columns = columns
  }

  /// Adds a row, one cell per column.
  mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "one cell per column")
    rows.append(cells)
  }

  /// Whether there are no rows.
  var isEmpty: Bool { rows.isEmpty }

  /// The table as text.
  public var text: String {
    let alignments = columns.indices.map { column -> TextTable.Alignment in
      if case .word? = rows.first?[column] { .left } else { .right }
    }
    var table = TextTable(alignments, headings: columns.map(\.heading))
    for row in rows { table.add(row.map(\.text)) }
    return ([note, ""] + table.lines()).joined(separator: "\n")
  }

  /// The table as one JSON object, `{"bench": ..., "rows": [...]}`, on one line.
  public var json: String {
    JSON5Value.object([
      ("bench", .string(title)),
      ("rows", .array(rows.map { row in .object(zip(columns, row).map { ($0.key, $1.json) }) })),
    ]).writeJSON()
  }
}

extension BenchmarkTable.Cell {
  fileprivate var text: String {
    switch self {
    case .word(let word): word
    case .count(let count): "\(count)"
    case .figure(let value, let digits): value.isFinite ? Self.plain(value, digits) : "-"
    }
  }

  fileprivate var json: JSON5Value {
    switch self {
    case .word(let word): .string(word)
    case .count(let count): .integer(count)
    case .figure(let value, _): .number(value)
    }
  }

  /// Significant digits without an exponent.
  private static func plain(_ value: Double, _ digits: Int) -> String {
    var decimals = digits - 1
    var bound = 10.0
    while decimals > 0, abs(value) >= bound {
      decimals -= 1
      bound *= 10
    }
    var small = 1.0
    while value != 0, abs(value) < small, decimals < 9 {
      decimals += 1
      small /= 10
    }
    return NumberText.fixed(value, decimals)
  }
}

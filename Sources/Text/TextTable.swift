/// Rows of text in columns that line up, for terminals.
public struct TextTable: Sendable {
  /// The side of a column its text is flush with.
  public enum Alignment: Sendable {
    /// Flush left, for words.
    case left
    /// Flush right, for numbers.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []
  private var headings: [String]?

  /// An empty table with one column per alignment.
  public init(_ alignments: [Alignment], headings: [String]? = nil) {
    precondition(headings == nil || headings?.count == alignments.count, "one heading per column")
    self.alignments = alignments
    self.headings = headings
  }

  /// Adds a row, one cell per column.
  public mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "one cell per column")
    rows.append(cells)
  }

  /// The lines of the table: headings underlined if there are any, columns two spaces apart, no space at line ends.
  public func lines(indentation: Int = 0) -> [String] {
    let all = (headings.map { [$0] } ?? []) + rows
    let widths = alignments.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    var lines = all.map { line($0, widths: widths, indentation: indentation) }
    if headings != nil {
      lines.insert(
        line(widths.map { String(repeating: "-", count: $0) }, widths: widths, indentation: indentation), at: 1)
    }
    return lines
  }

  private func line(_ cells: [String], widths: [Int], indentation: Int) -> String {
    var line = String(repeating: " ", count: indentation)
    for (column, cell) in cells.enumerated() {
      if column > 0 { line += "  " }
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      line += alignments[column] == .left ? cell + padding : padding + cell
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

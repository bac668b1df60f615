import Host
import Text

/// A table of numbers from a text file: lines that begin with `#` are comments, the first other line names the columns.
///
/// Cells are separated by commas; an empty cell, `NA` or `NaN`, of either sign, is a missing value. Quoting is not
/// understood, and any other text is an error with its line.
struct CSVTable {
  struct Row {
    var line: Int
    var values: [Double?]
  }

  let path: String
  private(set) var comments: [String] = []
  private(set) var names: [String] = []
  private(set) var rows: [Row] = []

  init(path: String) throws(PathlineError) {
    self.path = path
    let bytes: [UInt8]
    do throws(TextFileError) {
      bytes = try TextFile.read(path)
    } catch {
      throw PathlineError(.io, "\(path): cannot be read: \(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PathlineError(.data, "\(path): the file is not text in UTF-8; export the table as CSV in UTF-8")
    }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      try read(Self.trimmed(line), line: index + 1)
    }
    guard !rows.isEmpty else {
      throw PathlineError(.data, "\(path): the table has no rows; it needs a header line and at least one row")
    }
  }

  /// The index of a column; without a name the first one.
  func column(_ name: String?) throws(PathlineError) -> Int {
    guard let name else { return 0 }
    if let index = names.firstIndex(of: name) { return index }
    let hint = NearestName.among(names, to: name).map { "; did you mean \"\($0)\"?" } ?? "."
    throw PathlineError(
      .data, "\(path): there is no column \"\(name)\"\(hint) The columns are \(names.joined(separator: ", ")).")
  }

  private mutating func read(_ line: Substring, line number: Int) throws(PathlineError) {
    if line.isEmpty { return }
    if line.first == "#" {
      comments.append(String(Self.trimmed(line.dropFirst())))
      return
    }
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Self.trimmed($0) }
    if names.isEmpty {
      names = cells.map { String($0) }
      return
    }
    guard cells.count == names.count else {
      throw PathlineError(
        .data, "\(path):\(number): the row has \(cells.count) cells where the header names \(names.count)")
    }
    var values: [Double?] = []
    for (cell, name) in zip(cells, names) {
      let value = Double(String(cell))
      if cell.isEmpty || cell.lowercased() == "na" || value?.isNaN == true {
        values.append(nil)
      } else if let value, value.isFinite {
        values.append(value)
      } else {
        throw PathlineError(
          .data,
          "\(path):\(number): \"\(cell)\" in column \"\(name)\" is no finite number; correct it or leave it empty")
      }
    }
    rows.append(Row(line: number, values: values))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

import Host
import Storage

extension DataSet {
  /// One series from a table of comma-separated values.
  static let csv = DataSet(
    name: "csv",
    summary: "one sample from a table: a header line with names, a column of times, a column for each series",
    options: [.input, .timeColumn]
  ) { request, _ throws(PathlineError) in
    guard let input = request.input else {
      throw PathlineError(.job, "the data set csv needs --input FILE.csv: the table to import")
    }
    let table = try CSVTable(path: input)
    let timeIndex = try table.column(request.timeColumn)
    let series = table.names.indices.filter { $0 != timeIndex }
    guard !series.isEmpty else {
      throw PathlineError(.data, "\(input): the table has no column besides the times; add one for each series")
    }
    var times: [Double] = []
    for row in table.rows {
      guard let time = row.values[timeIndex] else {
        throw PathlineError(
          .data, "\(input):\(row.line): the time (column \"\(table.names[timeIndex])\") is missing; fill it in")
      }
      if let last = times.last, time <= last {
        throw PathlineError(
          .data, "\(input):\(row.line): time \(time) does not come after \(last); sort the rows by time")
      }
      times.append(time)
    }
    let cells = table.rows.flatMap { row in series.map { row.values[$0] } }
    var writer = SeriesFileWriter(
      values: cells.map { $0 ?? .nan }, sampleCount: 1, timeCount: times.count, seriesCount: series.count,
      times: .shared(times))
    if cells.contains(nil) { writer.mask = cells.map { $0 == nil ? 0 : 1 } }
    writer.names = series.map { table.names[$0] }
    writer.title = "Imported table"
    writer.source = table.comments.isEmpty ? "imported table" : table.comments.joined(separator: " ")
    return writer
  }
}

import Host
import Storage
import Text

/// Reads the records of a `metrics.jsonl` one after the other, in memory that does not grow with the log.
///
/// Used by rank 0.
struct RecordReader {
  private let path: String
  private var lines: LineReader
  /// How many records were read.
  private(set) var count = 0

  /// Opens a log.
  init(_ path: String) throws(PathlineError) {
    self.path = path
    lines = try storing { () throws(StorageError) in try LineReader(path) }
  }

  /// The next record; nil behind the last whole line.
  ///
  /// - Throws: A `.data` error where a line is no record; an `.io` error where the disk fails.
  mutating func next() throws(PathlineError) -> RunRecord? {
    let line: ArraySlice<UInt8>?
    do throws(StorageError) { line = try lines.next() } catch { throw PathlineError(error) }
    guard let line else { return nil }
    guard let value = try? JSON5Parser.parse(line, source: path), let record = RunRecord(json: value) else {
      throw PathlineError(
        .data,
        """
        \(path): line \(count + 1) is no record of a run; correct it, or move the file away to resume without it.
        """)
    }
    count += 1
    return record
  }
}

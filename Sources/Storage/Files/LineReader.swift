/// Reads a text file line by line, in memory that does not grow with the file.
public struct LineReader {
  private static let pieceBytes = 1 << 16

  private let reader: FileReader
  /// The part of the file in memory, where it continues in the file, and where its next line starts.
  private var piece: [UInt8] = []
  private var offset = 0
  private var start = 0

  /// Opens a file.
  ///
  /// - Throws: An `.io` error where it is missing, unreadable or a directory.
  public init(_ path: String) throws(StorageError) { reader = try FileReader(path: path) }

  /// The next line, without its end; nil behind the last whole line.
  ///
  /// What follows that is no line yet.
  ///
  /// - Throws: An `.io` error where the disk fails.
  public mutating func next() throws(StorageError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = piece[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return piece[start..<end]
      }
      searched = piece.count - start
      piece.removeSubrange(..<start)
      start = 0
      let more = try reader.read(from: offset, count: Self.pieceBytes)
      if more.isEmpty { return nil }
      offset += more.count
      piece += more
    }
  }
}

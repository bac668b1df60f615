import Glibc

/// A text file that grows by whole lines, such as `metrics.jsonl`.
///
/// Every line is handed to the operating system at once, so that others can follow the file and a crash of the program
/// loses nothing; `sync` guards against a crash of the machine.
public final class LineLog {
  /// The path as it was given.
  public let path: String
  private let descriptor: Int32
  private var length: Int
  /// The line being written; room for the usual line is there from the start.
  private var bytes: [UInt8] = []

  /// Opens a file for appending, and makes it where it is missing.
  ///
  /// Half a line at its end, which a crash may have left, is removed.
  /// - Throws: An `.io` error where it cannot be opened or read.
  public init(_ path: String) throws(StorageError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(errno, path: path, action: "cannot open the log") }
    length = 0
    bytes.reserveCapacity(4096)
    try truncate(keepingLines: .max)
  }

  deinit {
    close(descriptor)
  }

  /// Appends one line; `line` holds no newline.
  ///
  /// - Throws: An `.io` error where it cannot be written whole; the file then ends with the line before it.
  public func append(_ line: String) throws(StorageError) {
    precondition(!line.utf8.contains(UInt8(ascii: "\n")), "a line of a log holds no newline")
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: line.utf8)
    bytes.append(UInt8(ascii: "\n"))
    let number: Int32 = bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = pwrite(descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(length + written))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count == 0 ? EIO : errno }
        written += count
      }
      length += written
      return 0
    }
    guard number == 0 else {
      ftruncate(descriptor, off_t(length))
      throw .system(number, path: path, action: "cannot write the log")
    }
  }

  /// Waits until the lines are on the disk.
  ///
  /// - Throws: An `.io` error where the disk fails.
  public func sync() throws(StorageError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else { throw .system(errno, path: path, action: "cannot bring the log to the disk") }
    }
  }

  /// Cuts the file behind its first `count` lines; new lines follow them.
  ///
  /// - Returns: How many whole lines the file has now: fewer than `count` where it had fewer.
  /// - Throws: An `.io` error where it cannot be read or cut.
  @discardableResult
  public func truncate(keepingLines count: Int) throws(StorageError) -> Int {
    var lines = 0
    var end = 0
    var offset = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    scan: while lines < count {
      let got = pread(descriptor, &piece, piece.count, off_t(offset))
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .system(errno, path: path, action: "cannot read the log") }
      if got == 0 { break }
      for index in 0..<got where piece[index] == UInt8(ascii: "\n") {
        lines += 1
        end = offset + index + 1
        if lines == count { break scan }
      }
      offset += got
    }
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      throw .system(errno, path: path, action: "cannot cut the log")
    }
    length = end
    return lines
  }
}

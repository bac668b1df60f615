import Glibc

/// Small files of text, read whole.
public enum TextFile {
  /// The largest file that is read.
  public static let largestSize = 16 << 20

  /// The bytes of the file at `path`.
  ///
  /// The corresponding C functions are `open` and `read`.
  public static func read(_ path: String) throws(TextFileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .failed(code: errno) }
      if count == 0 { return bytes }
      bytes += part[..<count]
      if bytes.count > largestSize { throw .tooLarge(limit: largestSize) }
    }
  }
}

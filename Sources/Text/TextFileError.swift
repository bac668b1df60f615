import Glibc

/// Why a file of text cannot be read.
public enum TextFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system refused; its `errno`.
  case failed(code: Int32)
  /// The file holds more bytes than any text of its kind would.
  case tooLarge(limit: Int)

  /// The reason in words.
  public var description: String {
    switch self {
    case .failed(let code): String(cString: strerror(code))
    case .tooLarge(let limit): "it holds more than \(ByteCount(bytes: limit))"
    }
  }
}

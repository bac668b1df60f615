@preconcurrency import Glibc

/// The standard output cannot be written, so that nobody has the result.
struct OutputError: Error, CustomStringConvertible {
  /// The number the operating system gave.
  let code: Int32

  /// Cause and cure in a sentence.
  var description: String {
    let cause = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    let cure =
      switch code {
      case ENOSPC, EDQUOT: "free space there, or send it elsewhere"
      case EBADF: "start the program with its standard output open for writing"
      default: "correct the cause, or send it elsewhere"
      }
    return "the result cannot be written to the standard output: \(cause); \(cure)."
  }
}

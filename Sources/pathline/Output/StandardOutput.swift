@preconcurrency import Glibc

/// The standard output, where commands put their results.
enum StandardOutput {
  /// Prints the result of a command; `terminator` follows the text.
  ///
  /// A reader that went away (`| head`) has read all it wanted: that is no failure.
  /// - Throws: where the result cannot be written whole.
  static func print(_ text: String, terminator: String = "\n") throws(OutputError) {
    var text = text + terminator
    let code = text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    guard code == 0 || code == EPIPE else { throw OutputError(code: code) }
  }

  /// Prints what is good to know of a command whose result lies in files; that nobody can read it is no failure.
  static func note(_ text: String) { try? print(text) }

  /// Writes all bytes; gives the `errno` of the failure that ended it, 0 where there was none.
  private static func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let count = Glibc.write(STDOUT_FILENO, start, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // A program that shares the terminal may have made it non-blocking.
        var stream = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&stream, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return closingFailure()
  }

  /// Network file systems tell of a full disk only when a file is closed: closes a copy of the stream.
  private static func closingFailure() -> Int32 {
    let copy = dup(STDOUT_FILENO)
    return copy < 0 || close(copy) == 0 ? 0 : errno
  }
}

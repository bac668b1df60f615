import Glibc

/// Asks the system to read parts of a file into memory before they are needed.
///
/// It is advice: the calls return at once, and where the system does not heed it reading takes as long as without. The
/// corresponding C function is `posix_fadvise` with `POSIX_FADV_WILLNEED`.
final class ReadAhead {
  private let descriptor: Int32

  /// Nil where the file cannot be opened, which whoever reads it will report.
  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Asks for the bytes of a range.
  func advise(_ bytes: Range<Int>) {
    _ = posix_fadvise(descriptor, off_t(bytes.lowerBound), off_t(bytes.count), POSIX_FADV_WILLNEED)
  }
}

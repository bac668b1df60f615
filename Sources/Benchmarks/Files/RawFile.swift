import Glibc
import Host

/// A file written and read by nothing but the calls of the operating system, for comparison.
struct RawFile {
  /// Its name.
  let path: String

  /// Writes bytes and waits until they are on the disk.
  ///
  /// The corresponding C functions are `write` and `fsync`.
  func write(_ bytes: [UInt8]) throws(PathlineError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("cannot create the file") }
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, $0.count - done) }
      guard count > 0 else { throw failure("cannot write the file") }
      done += count
    }
    guard fsync(file) == 0 else { throw failure("cannot bring the file to the disk") }
  }

  /// Reads pieces of the file, each `size` bytes from one of the offsets, one after the other into the same memory.
  ///
  /// The corresponding C function is `pread`.
  func read(_ offsets: [Int], size: Int) throws(PathlineError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure("cannot open the file") }
    defer { close(file) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { memory.deallocate() }
    for offset in offsets {
      guard pread(file, memory, size, off_t(offset)) == size else { throw failure("cannot read the file") }
    }
  }

  private func failure(_ action: String) -> PathlineError {
    let cause = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    return PathlineError(.io, "\(path): \(action): \(cause); choose another --directory.")
  }
}

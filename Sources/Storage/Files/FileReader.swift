import Glibc

/// A regular file opened for reading by position.
final class FileReader {
  let path: String
  /// Bytes it had when it was opened.
  let size: Int
  private let descriptor: Int32

  /// - Throws: An `.io` error where the file is missing, unreadable or a directory; a `.data` error where it is a
  ///   device or pipe.
  init(path: String) throws(StorageError) {
    self.path = path
    // Asked before opening, because opening a named pipe waits for its writer.
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .system(errno, path: path, action: "cannot open the file", isReading: true)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw .system(EISDIR, path: path, action: "cannot open the file", isReading: true) }
    guard kind == S_IFREG else {
      throw StorageError(.data, path: path, problem: "not a regular file", cure: "name a regular file")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, path: path, action: "cannot open the file", isReading: true) }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// Up to `count` bytes from a position; fewer only at the end of the file.
  ///
  /// - Throws: An `.io` error where the disk fails.
  func read(from offset: Int, count: Int) throws(StorageError) -> [UInt8] {
    var number: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got < 0 { number = errno }
        guard got > 0 else { return }
        filled += got
      }
    }
    guard number == 0 else { throw .system(number, path: path, action: "cannot read the file") }
    return bytes
  }
}

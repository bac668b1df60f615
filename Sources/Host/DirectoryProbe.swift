import Glibc

/// What a directory offers a run: room, the right to write, locks.
package struct DirectoryProbe: Sendable, Equatable {
  /// Whether locks keep two processes from the same file.
  package enum Locks: String, Sendable {
    /// A second lock is refused while the first is held.
    case work
    /// The file system refuses locks.
    case refused
    /// A second lock is granted while the first is held.
    case ineffective
  }

  /// The absolute path.
  package let path: String
  /// Free bytes for this user; nil where the directory is not there.
  package var freeBytes: Int?
  /// Why a file cannot be written; nil where it can.
  package var failure: String?
  /// Whether locks work; nil where no file can be written.
  package var locks: Locks?

  package init(path: String, freeBytes: Int? = nil, failure: String? = nil, locks: Locks? = nil) {
    self.path = path
    self.freeBytes = freeBytes
    self.failure = failure
    self.locks = locks
  }

  /// Writes, syncs and locks a file of its own in a directory, and removes it.
  ///
  /// The corresponding C functions are `statvfs`, `mkstemp`, `write`, `fsync` and `flock`.
  package static func probe(_ path: String) -> DirectoryProbe {
    var result = DirectoryProbe(path: path)
    var status = statvfs()
    if statvfs(path, &status) == 0 { result.freeBytes = Int(status.f_bavail) * Int(status.f_frsize) }
    var name = Array((path + "/.pathline-doctor-XXXXXX").utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else {
      result.failure = reason()
      return result
    }
    defer {
      unlink(name)
      close(file)
    }
    // A megabyte: file systems keep small files where there is room even on a full disk.
    let bytes = [UInt8](repeating: 0, count: 1 << 20)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        result.failure = reason()
        return result
      }
      written += count
    }
    guard fsync(file) == 0 else {
      result.failure = reason()
      return result
    }
    result.locks = locks(file, name)
    return result
  }

  private static func locks(_ file: Int32, _ name: [CChar]) -> Locks {
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return .refused }
    let second = open(name, O_RDWR | O_CLOEXEC)
    guard second >= 0 else { return .refused }
    defer { close(second) }
    return flock(second, LOCK_EX | LOCK_NB) == 0 ? .ineffective : .work
  }

  private static func reason() -> String {
    strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
  }
}

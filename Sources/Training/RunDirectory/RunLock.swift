import Glibc
import Host
import Storage

/// Keeps two runs from sharing a directory: an advisory lock that the kernel drops when its process ends, however it
/// ends.
///
/// On a file system without locks the directory is used unlocked. The corresponding C function is `flock`.
final class RunLock {
  private let path: String
  private let file: Int32

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - path: the lock file, made if there is none.
  ///   - owner: what the holder of the lock says of itself.
  /// - Throws: A `.job` error naming the holder where another run has the lock.
  init(path: String, owner: String) throws(PathlineError) {
    self.path = path
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw RunFiles.failure(errno, path, "cannot open the lock file") }
      if flock(file, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        if code == EWOULDBLOCK {
          close(file)
          throw PathlineError(.job, Self.refusal(path))
        }
        guard code == ENOLCK || code == ENOSYS || code == EOPNOTSUPP else {
          close(file)
          throw RunFiles.failure(code, path, "cannot lock the file")
        }
      }
      // The holder before may have removed the file between our opening and locking it: the lock must be on the file
      // that has the name.
      var (opened, named) = (stat(), stat())
      if fstat(file, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino {
        self.file = file
        ftruncate(file, 0)
        let text = owner + "\n"
        guard write(file, text, text.utf8.count) == text.utf8.count else {
          throw RunFiles.failure(errno, path, "cannot write the lock file")
        }
        return
      }
      close(file)
    }
  }

  deinit {
    unlink(path)
    close(file)
  }

  private static func refusal(_ path: String) -> String {
    var holder = "another process"
    if let text = try? FileSystem.readWhole(path),
      let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first
    {
      holder = String(line)
    }
    return "\(path): the run directory is in use by \(holder); wait for it to end, or choose another output.directory."
  }
}

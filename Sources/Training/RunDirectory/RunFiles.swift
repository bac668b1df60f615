import Glibc
import Host

/// Calls of the operating system that a run directory needs beyond those of `Storage`, with errors that name the path.
package enum RunFiles {
  /// Whether something has this name.
  ///
  /// The corresponding C function is `access`.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a directory, or a link to one, has this name.
  ///
  /// The corresponding C function is `stat`.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a directory, ascending.
  ///
  /// The corresponding C function is `readdir`.
  package static func names(in path: String) throws(PathlineError) -> [String] {
    guard let directory = opendir(path) else { throw failure(errno, path, "cannot list the directory") }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file; one that is not there is no error.
  ///
  /// The corresponding C function is `unlink`.
  package static func remove(_ path: String) throws(PathlineError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw failure(errno, path, "cannot remove the file") }
  }

  /// Describes a refusal by its `errno`.
  package static func failure(_ code: Int32, _ path: String, _ action: String) -> PathlineError {
    let cause = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    let cure =
      switch code {
      case ENOSPC, EDQUOT: "free space there, or choose another output.directory"
      case EACCES, EPERM, EROFS: "choose an output.directory you may write to"
      default: "correct the cause, or choose another output.directory"
      }
    return PathlineError(.io, "\(path): \(action): \(cause); \(cure).")
  }
}

import Glibc

/// Directories and whole files.
public enum FileSystem {
  /// Makes a directory and the directories above it, where they are missing.
  ///
  /// - Throws: An `.io` error where one cannot be made or the name is a file's.
  public static func ensureDirectory(_ path: String) throws(StorageError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      let parent = prefix.isEmpty ? "." : prefix
      prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + component
      if mkdir(prefix, 0o777) == 0 {
        try makeDurable(parent)
        continue
      }
      // Another process may have made it meanwhile; a parent that may not be written to need not be, if it exists.
      let number = errno
      var status = stat()
      guard stat(prefix, &status) == 0 else {
        throw .system(number, path: prefix, action: "cannot make the directory")
      }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw .system(ENOTDIR, path: prefix, action: "cannot make the directory")
      }
    }
  }

  /// The bytes of a whole file.
  ///
  /// - Throws: An `.io` error where it is missing, unreadable or a directory; a `.data` error where it is a device or
  ///   pipe.
  public static func readWhole(_ path: String) throws(StorageError) -> [UInt8] {
    let reader = try FileReader(path: path)
    return try reader.read(from: 0, count: reader.size)
  }

  /// What tells a file from others on whichever host it is looked at; nil where there is none.
  ///
  /// Hosts that share a file see the same number, size and times of its last change; a copy has others. The
  /// corresponding C function is `stat`.
  public static func identity(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
    return "\(status.st_ino) \(status.st_size) \(times.joined(separator: " "))"
  }

  private static func makeDurable(_ directory: String) throws(StorageError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, path: directory, action: "cannot open the directory") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .system(errno, path: directory, action: "cannot make the directory durable")
    }
  }
}

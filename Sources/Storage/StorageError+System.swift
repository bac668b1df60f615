import Glibc

extension StorageError {
  /// A refusal of the operating system.
  ///
  /// - Parameters:
  ///   - number: its `errno`.
  ///   - path: the file or directory.
  ///   - object: the place inside the file; nil for the whole file.
  ///   - action: what was tried, such as "cannot write".
  ///   - isReading: whether the file must have been there before.
  static func system(
    _ number: Int32, path: String, object: String? = nil, action: String, isReading: Bool = false
  ) -> StorageError {
    let cause = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return StorageError(
      .io, path: path, object: object, problem: "\(action): \(lowercasedFirst(cause))",
      cure: cure(number, isReading: isReading), errno: number)
  }

  private static func lowercasedFirst(_ text: String) -> String {
    // Abbreviations ("RPC ...") keep their capitals.
    guard let first = text.first, let second = text.dropFirst().first, !second.isUppercase else { return text }
    return first.lowercased() + text.dropFirst()
  }

  private static func cure(_ number: Int32, isReading: Bool) -> String {
    switch number {
    case ENOENT where isReading: "check the path: it must be that of a file that is there"
    case ENOENT: "check the path, and create the directory it names"
    case EACCES, EPERM: "check the owner and mode of the file and of its directory"
    case EROFS: "choose a directory on a file system that is mounted for writing"
    case ENOSPC: "free space on this file system, or choose another directory"
    case EDQUOT: "free space within your quota, or choose another directory"
    case EFBIG: "raise the file size limit (ulimit -f), or write less"
    case EISDIR: "name a file, not a directory"
    case ENOTDIR: "name a path whose parents are all directories"
    case EEXIST: "remove the file of that name, or choose another path"
    case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
    case ENAMETOOLONG: "choose a shorter path"
    case ELOOP: "resolve the loop of symbolic links"
    case ESTALE: "the network file system lost the file; open it again"
    case ETXTBSY, EBUSY: "wait until no other program uses the file"
    case EIO: "look for device errors in the system log, and use another disk"
    default: "correct the cause that the operating system gives"
    }
  }
}

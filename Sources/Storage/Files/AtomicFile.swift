import Glibc

/// Publishes whole files so that their name always leads to a complete one: the old or the new.
public enum AtomicFile {
  /// Writes a file and puts it in the place of `path`.
  ///
  /// The bytes go to a temporary file in the same directory, reach the disk, are read back and compared, and only then
  /// take the name; the directory is made durable last. A crash at any instant leaves the old or the new file.
  /// - Throws: An `.io` error where the operating system refuses a step, or where the bytes read back are not those
  ///   written. The temporary file is then gone and the old file is untouched, except where only the last step failed
  ///   (making the directory durable): the new file is then in place, but may not survive a power failure.
  public static func publish(_ bytes: [UInt8], to path: String) throws(StorageError) {
    try publish(bytes, to: path, using: SystemCalls())
  }

  /// Removes the unfinished files that processes which no longer run have left in a directory.
  ///
  /// Those of other hosts are kept, because their processes cannot be asked.
  /// - Returns: How many files were removed.
  /// - Throws: An `.io` error where the directory cannot be listed.
  @discardableResult
  public static func sweep(_ directory: String) throws(StorageError) -> Int {
    guard let stream = opendir(directory) else {
      throw .system(errno, path: directory, action: "cannot list the directory")
    }
    defer { closedir(stream) }
    var stale: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if TemporaryName.isStale(name) { stale.append(name) }
    }
    // Another process may sweep at the same time; a file that is gone is as good as removed.
    return stale.count { unlinkat(dirfd(stream), $0, 0) == 0 }
  }

  static func publish(_ bytes: [UInt8], to path: String, using calls: SystemCalls) throws(StorageError) {
    let (directory, name) = try split(path)
    let parent = calls.openat(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { throw .system(errno, path: directory, action: "cannot open the directory") }
    defer { _ = calls.close(parent) }
    try requireReplaceable(name, in: parent, path: path)

    let temporary = TemporaryName.next()
    var placed = false
    defer { if !placed { _ = calls.unlinkat(parent, temporary) } }
    try write(bytes, to: temporary, in: parent, path: path, using: calls)
    guard calls.renameat(parent, temporary, name) == 0 else {
      throw .system(errno, path: path, action: "cannot put the new file in place")
    }
    placed = true
    // EINVAL: the file system has no way to make a directory durable, so there is nothing to wait for.
    guard retry({ calls.fsync(parent) }) == 0 || errno == EINVAL else {
      throw .system(errno, path: path, action: "the new file is in place, but its directory cannot be made durable")
    }
  }

  private static func write(
    _ bytes: [UInt8], to name: String, in parent: Int32, path: String, using calls: SystemCalls
  ) throws(StorageError) {
    let file = calls.openat(parent, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC)
    guard file >= 0 else { throw .system(errno, path: path, action: "cannot create a temporary file beside it") }
    var failure: StorageError?
    do throws(StorageError) {
      try writeAll(bytes, to: file, path: path, using: calls)
      guard retry({ calls.fsync(file) }) == 0 else {
        // The kernel may have dropped the pages: asking again would succeed without the bytes being on the disk.
        throw .system(errno, path: path, action: "cannot bring the file to the disk")
      }
      try verify(bytes, in: file, path: path, using: calls)
    } catch { failure = error }
    // Network file systems report a full disk here; EINTR means closed on Linux.
    let closed = calls.close(file) == 0 || errno == EINTR
    if let failure { throw failure }
    guard closed else { throw .system(errno, path: path, action: "cannot close the file") }
  }

  private static func writeAll(
    _ bytes: [UInt8], to file: Int32, path: String, using calls: SystemCalls
  ) throws(StorageError) {
    var written = 0
    while written < bytes.count {
      // Linux writes at most 2 GiB at a time.
      let count = bytes.withUnsafeBytes {
        calls.write(file, $0.baseAddress! + written, min(1 << 30, $0.count - written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(count == 0 ? EIO : errno, path: path, action: "cannot write the file") }
      written += count
    }
  }

  /// Reads the file back, from the disk where the system lets go of its copy in memory.
  private static func verify(
    _ bytes: [UInt8], in file: Int32, path: String, using calls: SystemCalls
  ) throws(StorageError) {
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    defer { piece.deallocate() }
    var offset = 0
    while true {
      let count = calls.pread(file, piece.baseAddress!, piece.count, offset)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno, path: path, action: "cannot read the file back") }
      if count == 0 { break }
      let same =
        offset + count <= bytes.count
        && bytes.withUnsafeBytes { memcmp($0.baseAddress! + offset, piece.baseAddress!, count) == 0 }
      guard same else { throw notAsWritten(path) }
      offset += count
    }
    guard offset == bytes.count else { throw notAsWritten(path) }
  }

  private static func notAsWritten(_ path: String) -> StorageError {
    StorageError(
      .io, path: path, problem: "the file reads back differently from what was written",
      cure: "check the disk and its system log, and use another disk")
  }

  /// A rename would replace a device or pipe by a file, and says little where the name is a directory's.
  private static func requireReplaceable(_ name: String, in parent: Int32, path: String) throws(StorageError) {
    var status = stat()
    guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFLNK: return
    case S_IFDIR: throw .system(EISDIR, path: path, action: "cannot write the file")
    default: throw .system(EEXIST, path: path, action: "cannot replace what is not a regular file")
    }
  }

  private static func split(_ path: String) throws(StorageError) -> (directory: String, name: String) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map { String($0) } ?? ""
    guard !name.isEmpty, name != ".", name != ".." else {
      throw .system(EISDIR, path: path, action: "cannot write the file")
    }
    let directory = path.dropLast(name.count)
    return (directory.isEmpty ? "." : String(directory), name)
  }

  private static func retry(_ call: () -> Int32) -> Int32 {
    while true {
      let status = call()
      if status == 0 || errno != EINTR { return status }
    }
  }
}

import CHDF5
import Glibc

/// The one door to the HDF5 library: starts it once, lets one thread in at a time, and turns its errors into ours.
///
/// Not every build of HDF5 is thread-safe (Debian's parallel one is not), so every use of the library happens between
/// `enter` and `leave`. The lock may be taken again by the thread that holds it.
enum HDF5Library {
  private struct Lock: @unchecked Sendable {
    // Unchecked: a pthread mutex is made to be shared; it lives as long as the process.
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
      var attributes = pthread_mutexattr_t()
      pthread_mutexattr_init(&attributes)
      pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
      pthread_mutex_init(mutex, &attributes)
      pthread_mutexattr_destroy(&attributes)
    }
  }

  private static let lock = Lock()
  private static let started: Bool = chdf5_start() >= 0

  /// Waits until no other thread uses HDF5.
  ///
  /// Every call is followed by `leave` in the same scope.
  ///
  /// - Parameters:
  ///   - damage: what happens where HDF5 does not survive the file that is read; nil where none is.
  ///   - bytes: how much content is read.
  static func enter(_ damage: DamageGuard? = nil, bytes: Int = 0) {
    pthread_mutex_lock(lock.mutex)
    if let damage { damage.enter(bytes: bytes) } else { DamageGuard.enterUnguarded() }
    precondition(started, "the HDF5 library does not start")
    chdf5_quiet()
    H5Eclear2(hid_t(H5E_DEFAULT))
  }

  /// Lets the next thread in.
  static func leave() {
    DamageGuard.leave()
    pthread_mutex_unlock(lock.mutex)
  }

  /// The library's own words for its last failure on this thread: the message nearest to the cause.
  static func message() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
      chdf5_innermost_error(text.baseAddress, text.count)
      return String(cString: text.baseAddress!)
    }
  }

  /// Describes the last failure as a failure to `action` (such as "cannot read").
  static func failure(path: String, object: String?, action: String) -> StorageError {
    let message = message()
    if let number = systemNumber(in: message) {
      return .system(number, path: path, object: object, action: action)
    }
    // HDF5's words for a superblock or message of a version behind its own time.
    if message.contains("bad version number") || message.contains("bad superblock version number") {
      return StorageError(
        .data, path: path, object: object,
        problem: "the format is newer than HDF5 \(HDF5Version.running) reads, or damaged (HDF5: \(message))",
        cure: "write the file for older readers (with h5py: File(..., libver=(\"earliest\", \"v110\")))")
    }
    if message.contains("Fletcher32") {
      return StorageError(
        .data, path: path, object: object, problem: "checksum mismatch: the file is damaged",
        cure: "restore the file from its source")
    }
    return StorageError(
      .data, path: path, object: object, problem: "\(action) (HDF5: \(message))",
      cure: "the file may be damaged; check it with h5dump, or restore it from its source")
  }

  /// The `errno` HDF5 quotes in messages of its file drivers ("..., errno = 28, error message = ...").
  private static func systemNumber(in message: String) -> Int32? {
    guard let range = message.firstRange(of: "errno = ") else { return nil }
    guard let number = Int32(message[range.upperBound...].prefix { $0.isNumber }), number != 0 else { return nil }
    return number
  }
}

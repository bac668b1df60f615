import CHost
import Glibc
import Host

/// Lets the program end in order where HDF5 does not survive what a damaged file tells it.
///
/// HDF5 1.10 crashes on some damage and reads for ever on other. No library call can come back from that, so the
/// process says which file is to blame and ends with the exit code of bad data.
final class DamageGuard: @unchecked Sendable {
  // Unchecked: the properties never change.

  private let message: UnsafeMutablePointer<CChar>
  private let fileBytes: Int

  /// Prepares for reading a file of some size.
  init(path: String, fileBytes: Int) {
    self.fileBytes = fileBytes
    message = strdup(
      """
      pathline: \(path): the file is damaged: HDF5 \(HDF5Version.compiled) does not survive reading it; restore it \
      from its source, or make it anew.

      """)
  }

  deinit { free(message) }

  /// Guards calls to HDF5 until `DamageGuard.leave`; `bytes` of content are to be read by them.
  ///
  /// They have 5 s of processor time, and as much again for each 50 MB of the file and of the content.
  func enter(bytes: Int) {
    let seconds = 5 + (fileBytes / 10_000_000) + (bytes / 10_000_000)
    pathline_guard_enter(message, ExitCode.badData.rawValue, Int32(clamping: seconds))
  }

  /// Enters calls to HDF5 that read no file.
  static func enterUnguarded() { pathline_guard_enter(nil, 0, 0) }

  /// Ends what was entered last.
  static func leave() { pathline_guard_leave() }
}

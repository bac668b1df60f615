import CHost
import Glibc

/// Lets the program end in order where HDF5 does not survive a damaged file.
///
/// HDF5 1.10 crashes on some damage and reads for ever on other (text storage whose objects have no size).
public enum DamageGuard {
  /// From now on a crash, or reading for much longer than the file can take, prints a text and ends the program.
  ///
  /// - Parameters:
  ///   - path: the damaged file.
  ///   - problem: what is known of the damage.
  ///   - exitCode: the exit code of the program.
  public static func install(_ path: String, problem: String, exitCode: Int32) {
    var status = stat()
    let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
    let text = """
      \(path): HDF5, seal broken

      Problems
        \(problem)
        HDF5 cannot read what is left of the file

      """
    // Processor time: five seconds, and as much again for each 50 MB.
    let code = pathline_guard(text, exitCode, Int32(clamping: 5 + size / 10_000_000))
    precondition(code == 0, "sigaction and setitimer refuse what they must grant")
  }
}

import Glibc
import Synchronization

/// Names of unfinished files: they tell which process writes them, so that what a dead one left can be removed.
///
/// `.pathline-<host>-<process namespace>-<process>-<number>.tmp`. Process numbers mean something only on their host and
/// in their namespace (containers share file systems and may share host names).
enum TemporaryName {
  private static let counter = Atomic<Int>(0)

  /// A name no other process has, and this one has not used before.
  static func next() -> String {
    "\(prefix)\(getpid())-\(counter.add(1, ordering: .relaxed).newValue)\(suffix)"
  }

  /// Whether a file of this name was left by a process of this host and namespace that no longer runs.
  static func isStale(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    let numbers = name.dropFirst(prefix.count).dropLast(suffix.count).split(separator: "-")
    guard numbers.count == 2, let process = pid_t(numbers[0]), process > 0, Int(numbers[1]) != nil else { return false }
    return hasEnded(process)
  }

  /// Whether a process is gone, or dead and not yet asked for by its parent.
  ///
  /// A killed process whose parent never asks for its end, as in many containers, keeps its number for ever: `/proc`
  /// tells it from a living one by the state Z behind the bracket that ends the program's name.
  private static func hasEnded(_ process: pid_t) -> Bool {
    guard kill(process, 0) == 0 || errno != ESRCH else { return true }
    guard let line = try? FileReader(path: "/proc/\(process)/stat").read(from: 0, count: 1024) else { return false }
    return line.split(separator: UInt8(ascii: ")")).last?.starts(with: Array(" Z ".utf8)) ?? false
  }

  private static let suffix = ".tmp"
  private static let prefix = ".pathline-\(host)-\(processNamespace)-"

  private static let host: String = {
    var text = [CChar](repeating: 0, count: 65)
    gethostname(&text, text.count - 1)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    // The name becomes part of a file name: whatever could confuse is replaced.
    return String(decoding: bytes, as: UTF8.self).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }
      .joined()
  }()

  /// The number Linux gives the namespace of process numbers ("pid:[4026531836]"); 0 where it does not tell.
  private static let processNamespace: UInt64 = {
    var text = [CChar](repeating: 0, count: 64)
    guard readlink("/proc/self/ns/pid", &text, text.count - 1) > 0 else { return 0 }
    let digits = text.map { UInt8(bitPattern: $0) }.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
  }()
}

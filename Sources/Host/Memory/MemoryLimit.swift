import Glibc
import Text

/// The most memory that one process, or all processes of a host together, can have.
package struct MemoryLimit: Sendable, Equatable {
  /// What sets the limit, in words that a number of bytes follows.
  package let source: String
  /// The bytes.
  package let bytes: Int

  /// The smallest of the machine's memory and the limits of this process's control groups; nil where none is known.
  ///
  /// The machine's memory counts whole, not what is free of it at the moment: what others use may be gone by the time
  /// it is needed, and what is planned may never be.
  ///
  /// - Parameter root: where `/proc` and `/sys` are; default the root directory.
  package static func host(root: String = "") -> MemoryLimit? {
    let machine = lines(of: root + "/proc/meminfo").first { $0.hasPrefix("MemTotal:") }
      .flatMap { Int(words($0)[1]) }
      .map { MemoryLimit(source: "the machine has", bytes: $0 << 10) }
    return [machine, group(root: root)].compactMap(\.self).min { $0.bytes < $1.bytes }
  }

  /// What the limits of this process (`ulimit`) leave; nil without one.
  ///
  /// The corresponding C function is `getrlimit`, with `RLIMIT_AS` and `RLIMIT_DATA`.
  package static func process() -> MemoryLimit? {
    let pages = lines(of: "/proc/self/statm").first.map(words) ?? []
    func left(_ resource: __rlimit_resource, _ field: Int, _ source: String) -> MemoryLimit? {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur < UInt64(Int.max),
        pages.indices.contains(field), let used = Int(pages[field])
      else { return nil }
      return MemoryLimit(source: source, bytes: max(0, Int(limit.rlim_cur) - used * sysconf(Int32(_SC_PAGESIZE))))
    }
    let limits = [
      left(RLIMIT_AS, 0, "the limit of address space (ulimit -v) leaves"),
      left(RLIMIT_DATA, 5, "the limit of data (ulimit -d) leaves"),
    ]
    return limits.compactMap(\.self).min { $0.bytes < $1.bytes }
  }

  /// The smallest limit of the control groups this process is in and of those around them, in either version.
  private static func group(root: String) -> MemoryLimit? {
    var limits: [Int] = []
    for line in lines(of: root + "/proc/self/cgroup") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[0] == "0" && fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("memory") else { continue }
      let place = root + "/sys/fs/cgroup" + (isUnified ? "" : "/memory")
      let file = isUnified ? "memory.max" : "memory.limit_in_bytes"
      var path = fields[2].split(separator: "/")
      while true {
        let text = lines(of: ([place] + path.map(String.init) + [file]).joined(separator: "/")).first
        if let text, let bytes = Int(text) { limits.append(bytes) }
        if path.popLast() == nil { break }
      }
    }
    return limits.min().map { MemoryLimit(source: "the control group (cgroup) allows", bytes: $0) }
  }

  /// The lines of a file of the kernel's; none where it cannot be read.
  private static func lines(of path: String) -> [String] {
    guard let bytes = try? TextFile.read(path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func words(_ line: String) -> [Substring] { line.split(separator: " ") }
}

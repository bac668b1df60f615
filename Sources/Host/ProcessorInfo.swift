import Text

/// What the kernel says about the CPU of this host.
package struct ProcessorInfo: Sendable, Equatable {
  /// The name its maker gave it; empty where the kernel does not tell.
  package var model = ""
  /// What it can do, by the kernel's names; nil where the kernel does not tell.
  package var features: Set<String>?

  /// Reads the text of `/proc/cpuinfo`: the first entry of each line's name counts, all CPUs of a host being alike.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let value = parts[1].drop { $0 == " " }
      switch parts[0].prefix(while: { $0 != "\t" }) {
      case "model name" where model.isEmpty: model = String(value)
      // x86 and ARM call the line differently.
      case "flags" where features == nil, "Features" where features == nil:
        features = Set(value.split(separator: " ").map { String($0) })
      default: continue
      }
    }
  }

  /// The CPU of this host.
  package static var here: ProcessorInfo {
    // Not a regular file: its size is not known before it is read.
    guard let bytes = try? TextFile.read("/proc/cpuinfo") else { return ProcessorInfo("") }
    return ProcessorInfo(String(decoding: bytes, as: UTF8.self))
  }
}

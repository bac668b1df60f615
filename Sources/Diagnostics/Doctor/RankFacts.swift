import Glibc
import Host
import Kernels
import Storage
import Text

/// What one rank finds out about its host.
struct RankFacts: Sendable, Equatable {
  /// The host's name.
  var host: String
  /// The CPU's name.
  var cpu: String
  /// What the build may use and the CPU lacks; nil where the kernel does not tell what the CPU can do.
  var missing: [String]?
  /// Whether the CPU has wider vectors than the build uses.
  var hasWiderVectors = false
  /// The version of the HDF5 library in use.
  var hdf5: String
  /// Whether that reads compressed data.
  var readsDeflate = true
  /// The current directory.
  var directory: DirectoryProbe
  /// The directory for temporary files.
  var temporary: DirectoryProbe

  /// Looks around.
  static func here(host: String) -> RankFacts {
    let processor = ProcessorInfo.here
    let wide = CPUTarget.vectorBits < 256 ? "avx" : "avx512f"
    return RankFacts(
      host: host, cpu: processor.model,
      missing: processor.features.map { features in CPUTarget.features.filter { !features.contains($0) } },
      hasWiderVectors: CPUTarget.vectorBits < 512 && processor.features?.contains(wide) == true,
      hdf5: HDF5Version.running, readsDeflate: HDF5Version.readsDeflate,
      directory: .probe(FilePath.absolute("")),
      temporary: .probe(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"))
  }
}

extension RankFacts {
  /// The facts as bytes that travel to another rank.
  var encoded: [UInt8] {
    let value = JSON5Value.object([
      ("host", .string(host)), ("cpu", .string(cpu)),
      ("missing", missing.map { .array($0.map { .string($0) }) } ?? .null), ("wider", .bool(hasWiderVectors)),
      ("hdf5", .string(hdf5)), ("deflate", .bool(readsDeflate)), ("directory", Self.json(directory)),
      ("temporary", Self.json(temporary)),
    ])
    return Array(value.writeJSON().utf8)
  }

  /// Reads what ``encoded`` wrote; nil when the bytes are something else.
  init?(encoded: [UInt8]) {
    guard let value = try? JSON5Parser.parse(encoded, source: ""), let host = value["host"]?.text,
      let cpu = value["cpu"]?.text, let hdf5 = value["hdf5"]?.text, let missing = value["missing"],
      let directory = Self.probe(value["directory"]), let temporary = Self.probe(value["temporary"]),
      case .bool(let wider)? = value["wider"]?.content, case .bool(let deflate)? = value["deflate"]?.content
    else { return nil }
    var names: [String]?
    if case .array(let elements) = missing.content { names = elements.compactMap(\.text) }
    self.init(
      host: host, cpu: cpu, missing: names, hasWiderVectors: wider, hdf5: hdf5, readsDeflate: deflate,
      directory: directory, temporary: temporary)
  }

  private static func json(_ probe: DirectoryProbe) -> JSON5Value {
    .object([
      ("path", .string(probe.path)), ("free", probe.freeBytes.map { .integer($0) } ?? .null),
      ("failure", probe.failure.map { .string($0) } ?? .null),
      ("locks", probe.locks.map { .string($0.rawValue) } ?? .null),
    ])
  }

  private static func probe(_ value: JSON5Value?) -> DirectoryProbe? {
    guard let value, let path = value["path"]?.text else { return nil }
    return DirectoryProbe(
      path: path, freeBytes: value["free"]?.wholeNumber, failure: value["failure"]?.text,
      locks: value["locks"]?.text.flatMap { DirectoryProbe.Locks(rawValue: $0) })
  }
}

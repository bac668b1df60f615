import CHost
import Glibc

/// Where one rank runs and what it may use there.
public struct RankPlace: Sendable, Equatable {
  /// The rank, `0 ..< size`.
  public let rank: Int
  /// The host's name.
  public let host: String
  /// The process number on that host.
  public let process: Int
  /// The CPUs the rank may run on, ascending.
  ///
  /// The corresponding C function is `sched_getaffinity`.
  public let allowedCPUs: [Int]
  /// Free bytes of `/dev/shm`, through which ranks of one host talk; `nil` where there is none.
  public let sharedMemoryFree: Int?

  /// The allowed CPUs as a list of ranges, as `0-3,8`.
  public var cpuList: String {
    var text = ""
    var index = 0
    while index < allowedCPUs.count {
      var end = index
      while end + 1 < allowedCPUs.count, allowedCPUs[end + 1] == allowedCPUs[end] + 1 { end += 1 }
      if !text.isEmpty { text += "," }
      text += index == end ? "\(allowedCPUs[index])" : "\(allowedCPUs[index])-\(allowedCPUs[end])"
      index = end + 1
    }
    return text
  }

  package init(rank: Int, host: String, process: Int, allowedCPUs: [Int], sharedMemoryFree: Int?) {
    self.rank = rank
    self.host = host
    self.process = process
    self.allowedCPUs = allowedCPUs
    self.sharedMemoryFree = sharedMemoryFree
  }

  /// Looks at this process.
  static func here(rank: Int, host: String) -> RankPlace {
    RankPlace(
      rank: rank, host: host, process: Int(getpid()), allowedCPUs: readAllowedCPUs(),
      sharedMemoryFree: readSharedMemoryFree())
  }

  /// The place as one line of text that travels to another rank.
  package var encoded: [UInt8] {
    let cpus = allowedCPUs.map(String.init).joined(separator: ",")
    return Array("\(rank)\t\(host)\t\(process)\t\(cpus)\t\(sharedMemoryFree.map(String.init) ?? "")".utf8)
  }

  /// Reads what `encoded` wrote; `nil` when the bytes are something else.
  package init?(encoded: [UInt8]) {
    let text = String(decoding: encoded, as: UTF8.self)
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 5, let rank = Int(fields[0]), let process = Int(fields[2]) else { return nil }
    let cpus = fields[3].split(separator: ",").map { Int($0) }
    guard !cpus.contains(nil), fields[4].isEmpty || Int(fields[4]) != nil else { return nil }
    self.init(
      rank: rank, host: String(fields[1]), process: process, allowedCPUs: cpus.compactMap { $0 },
      sharedMemoryFree: Int(fields[4]))
  }

  /// Asks with room for 65,536 CPUs: the kernel refuses room for fewer than it was built for.
  private static func readAllowedCPUs() -> [Int] {
    var allowed = [UInt8](repeating: 0, count: 65_536)
    guard pathline_allowed_cpus(&allowed, Int32(allowed.count)) == 0 else { return [] }
    return allowed.indices.filter { allowed[$0] == 1 }
  }

  /// The corresponding C function is `statvfs`.
  private static func readSharedMemoryFree() -> Int? {
    var status = statvfs()
    guard statvfs("/dev/shm", &status) == 0 else { return nil }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}

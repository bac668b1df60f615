import Messaging
import Text

extension DoctorReport {
  /// Where the ranks run: CPUs and shared memory of each host.
  static func judgePlaces(_ places: [RankPlace]) -> [Finding] {
    var findings: [Finding] = MPIReport.warnings(for: places).map { text in
      // Messaging says problem and cure as sentences.
      let parts = text.split(separator: ". ", maxSplits: 1)
      return .warning(String(parts[0]), cure: parts.count > 1 ? String(parts[1]) : "")
    }
    for host in unique(places.map(\.host)) {
      let here = places.filter { $0.host == host }
      let cpus = Set(here.flatMap(\.allowedCPUs)).count
      if cpus >= here.count {
        findings.append(.ok("\(host): \(count(here.count, "rank")) on \(count(cpus, "CPU"))"))
      }
      guard here.count > 1 else { continue }
      if let free = here.compactMap(\.sharedMemoryFree).min() {
        guard !findings.contains(where: { $0.text.hasPrefix("\(host): /dev/shm") }) else { continue }
        findings.append(.ok("\(host): \(ByteCount(bytes: free).rounded) of shared memory free"))
      } else {
        findings.append(
          .warning(
            "\(host): there is no /dev/shm, through which ranks of a host talk",
            cure: "mount it, or set OMPI_MCA_btl_vader_backing_directory to a directory in memory"))
      }
    }
    return findings
  }

  /// The elements without repetitions, in their order.
  static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var known: Set<Element> = []
    return elements.filter { known.insert($0).inserted }
  }

  /// `1 rank`, `2 ranks`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

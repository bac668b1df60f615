import Host

extension DoctorReport {
  /// Whether every rank runs with the HDF5 library the program was compiled with.
  static func judgeLibraries(_ ranks: [RankFacts], compiled: String) -> [Finding] {
    var findings: [Finding] = []
    for host in unique(ranks.filter { $0.hdf5 != compiled }.map(\.host)) {
      let version = ranks.first { $0.host == host && $0.hdf5 != compiled }?.hdf5 ?? ""
      findings.append(
        .problem(
          .io, "\(host): runs with HDF5 \(version), but the program was compiled with \(compiled)",
          cure: "load the HDF5 it was compiled with (LD_LIBRARY_PATH, modules), or build it again"))
    }
    if findings.isEmpty, !ranks.isEmpty { findings.append(.ok("HDF5 \(compiled), the version compiled with")) }
    for host in unique(ranks.filter { !$0.readsDeflate }.map(\.host)) {
      findings.append(
        .warning(
          "\(host): this HDF5 cannot read compressed data sets", cure: "use an HDF5 that was built with zlib"))
    }
    return findings
  }

  /// Whether every rank's CPU has what the build uses.
  static func judgeProcessors(_ ranks: [RankFacts], vectorBits: Int, fused: Bool) -> [Finding] {
    var findings: [Finding] = []
    let rebuild = "build with PATHLINE_MARCH set to the oldest CPU of the cluster, as x86-64-v3"
    for host in unique(ranks.map(\.host)) {
      guard let facts = ranks.first(where: { $0.host == host }) else { continue }
      let cpu = facts.cpu.isEmpty ? "CPU" : "\(facts.cpu) CPU"
      switch facts.missing {
      case nil:
        findings.append(
          .warning(
            "\(host): /proc/cpuinfo does not tell what the \(cpu) can do",
            cure: "if a run ends with 'illegal instruction', \(rebuild)"))
      case let missing? where !missing.isEmpty:
        findings.append(
          .problem(
            .ranks, "\(host): the \(cpu) lacks \(missing.joined(separator: ", ")), which the build uses", cure: rebuild)
        )
      default:
        let wider = facts.hasWiderVectors ? "; the CPU has wider ones, which PATHLINE_MARCH=native would use" : ""
        findings.append(
          .ok("\(host): the \(cpu) has all the build uses, vectors of \(vectorBits) bits among it\(wider)"))
      }
    }
    if !fused {
      findings.append(
        .warning(
          "the build has no fused multiply-add, so that each one is a slow call",
          cure: "build with PATHLINE_MARCH=native, or at least x86-64-v3"))
    }
    return findings
  }
}

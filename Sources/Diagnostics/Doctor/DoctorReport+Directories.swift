import Host
import Text

extension DoctorReport {
  /// Below this many free bytes a warning is due: a few checkpoints of a large model.
  private static let scarce = 1 << 30

  /// Whether runs can write where the ranks are, and for how long.
  static func judgeDirectories(_ ranks: [RankFacts]) -> [Finding] {
    var findings: [Finding] = []
    let directories = unique(ranks.map(\.directory.path))
    if directories.count > 1 {
      findings.append(
        .warning(
          "the ranks run in different directories: \(directories.joined(separator: ", "))",
          cure: "start the run in a directory that every host has, or name data and output by absolute paths"))
    }
    for (host, probe) in probes(ranks.map { ($0.host, $0.directory) }) {
      let place = "\(host): the current directory \(probe.path)"
      if let failure = probe.failure {
        findings.append(
          .problem(
            .io, "\(place) cannot be written to: \(failure)",
            cure: "change to another directory, free space there, or correct its owner and mode"))
        continue
      }
      findings.append(judgeRoom(probe, place))
      findings.append(judgeLocks(probe, place))
    }
    for (host, probe) in probes(ranks.map { ($0.host, $0.temporary) }) {
      let place = "\(host): the directory for temporary files \(probe.path)"
      if let failure = probe.failure {
        findings.append(
          .warning(
            "\(place) cannot be written to: \(failure); MPI keeps files there",
            cure: "set TMPDIR to a directory of the host that can be written to"))
      } else {
        findings.append(judgeRoom(probe, place))
      }
    }
    return findings
  }

  /// One probe of each directory of each host: the worst where several ranks made one.
  private static func probes(_ all: [(host: String, probe: DirectoryProbe)]) -> [(host: String, probe: DirectoryProbe)]
  {
    unique(all.map { [$0.host, $0.probe.path] }).compactMap { key in
      let here = all.filter { $0.host == key[0] && $0.probe.path == key[1] }
      return here.first { $0.probe.failure != nil } ?? here.first { $0.probe.locks != .work } ?? here.first
    }
  }

  private static func judgeRoom(_ probe: DirectoryProbe, _ place: String) -> Finding {
    guard let free = probe.freeBytes else { return .ok("\(place) can be written to") }
    let room = "\(place) has \(ByteCount(bytes: free).rounded) free"
    guard free < scarce else { return .ok(room) }
    return .warning(room, cure: "free space, choose another output.directory, or keep fewer checkpoints")
  }

  private static func judgeLocks(_ probe: DirectoryProbe, _ place: String) -> Finding {
    switch probe.locks {
    case .work: .ok("\(place) has working file locks")
    case .refused, nil:
      .warning(
        "\(place) is on a file system without locks", cure: "see to it that no two runs write the same output.directory"
      )
    case .ineffective:
      .warning(
        "\(place) grants one lock twice",
        cure: "see to it that no two runs write the same output.directory, or mount the file system with locks")
    }
  }
}

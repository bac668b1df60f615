import Glibc
import Host
import Storage

/// Whether two HDF5 files or two runs are identical to the bit, or where and how far they differ.
///
/// What depends on the machine and its load is not compared: timings, the imbalance between ranks, where results go,
/// and how a file stores an array. A NaN equals itself, 0 differs from -0.
public struct Comparison: Sendable {
  /// The one path, as it was given.
  public let a: String
  /// The other path.
  public let b: String
  /// What was compared, each with how much of it there is.
  public let compared: [String]
  /// What differs; empty where all that was compared is identical to the bit.
  public let differences: [Difference]
  /// What could not be compared, or is good to know.
  public let notes: [String]

  /// Reads and compares two files or two run directories, in bounded memory but for `metrics.jsonl`.
  ///
  /// - Throws: A `.job` error where one is a directory and the other a file; a `.data` error where one is not what it
  ///   should be or damaged; an `.io` error where one cannot be read.
  public init(_ a: String, _ b: String) throws(PathlineError) {
    (self.a, self.b) = (a, b)
    let kinds = (try Self.isDirectory(a), try Self.isDirectory(b))
    let findings: ComparisonFindings
    switch kinds {
    case (true, true): findings = try RunComparison(a, b).findings
    case (false, false): findings = try FileComparison(a, b, name: "").findings
    default:
      let (directory, file) = kinds.0 ? (a, b) : (b, a)
      throw PathlineError(
        .job, "\(directory) is a directory and \(file) a file; name two run directories or two files.")
    }
    compared = findings.compared
    differences = findings.differences
    notes = findings.notes
  }

  /// Whether all that was compared is identical to the bit.
  public var isIdentical: Bool { differences.isEmpty }

  /// The outcome as text for people.
  public var lines: [String] {
    var lines = ["A  \(a)", "B  \(b)", ""]
    if isIdentical {
      lines.append("identical")
    } else {
      lines.append("different in \(differences.count) place\(differences.count == 1 ? "" : "s")")
      for difference in differences {
        lines.append("  \(difference.place)")
        lines += difference.explanation.map { "    \($0)" }
      }
    }
    lines += ["", "Compared"] + compared.map { "  \($0)" }
    if !notes.isEmpty { lines += ["", "Notes"] + notes.map { "  \($0)" } }
    return lines
  }

  /// The corresponding C function is `stat`.
  private static func isDirectory(_ path: String) throws(PathlineError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let cause = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
      throw PathlineError(.io, "\(path): cannot read it: \(cause); name a file or run directory that is there.")
    }
    return status.st_mode & S_IFMT == S_IFDIR
  }
}

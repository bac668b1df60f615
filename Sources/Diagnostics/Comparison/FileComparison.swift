import Host
import Storage
import Text

/// Compares two HDF5 files: every array and every attribute, but for what depends on the machine.
struct FileComparison {
  private(set) var findings = ComparisonFindings()
  private let name: String
  private let knownJobDifferences: Set<String>
  private var kind: String?
  private var arrays = 0
  private var attributes = 0
  private var ignored: [String] = []
  /// What only one side has.
  private var lone: Set<String> = []

  /// Verifies and compares two files.
  ///
  /// - Parameters:
  ///   - a: the path of the one file.
  ///   - b: the path of the other.
  ///   - name: what messages call the two.
  ///   - knownJobDifferences: differing keys of the job that have been told of, with their values.
  /// - Throws: An `.io` error where one cannot be read, a `.data` error where one is not HDF5 or damaged.
  init(_ a: String, _ b: String, name: String, knownJobDifferences: Set<String> = []) throws(PathlineError) {
    self.name = name
    self.knownJobDifferences = knownJobDifferences
    let (left, right) = try storing { () throws(StorageError) in (try Self.open(a), try Self.open(b)) }
    try compare(left, right)
    let rest = ignored.isEmpty ? "" : " (but not \(ignored.joined(separator: ", ")))"
    findings.compared = ["\(name.isEmpty ? "" : name + ": ")\(arrays) arrays and \(attributes) attributes\(rest)"]
  }

  /// A file whose seal, if it has one, is intact.
  private static func open(_ path: String) throws(StorageError) -> HDF5File {
    guard try Seal.verify(path: path) != .broken else {
      throw StorageError(
        .data, path: path, problem: "the seal does not match: the file is truncated, damaged or was edited",
        cure: "compare another copy of the file")
    }
    return try HDF5File.open(path)
  }

  private mutating func compare(_ a: HDF5File, _ b: HDF5File) throws(PathlineError) {
    let (left, right) = try storing { () throws(StorageError) in
      let root = try a.attributes()
      if root.has("pathline_kind") { kind = try root.string("pathline_kind") }
      try compareAttributes("/", a, b)
      return (try a.objects(), try b.objects())
    }
    let kinds = Dictionary(right.map { ($0.path, $0.kind) }) { $1 }
    let known = Set(left.map(\.path))
    for object in left where !ignores(object.path) {
      switch kinds[object.path] {
      case nil: noteOnly(.a, object.path)
      case object.kind: try compare(object, a, b)
      case let other?: findings.differences.append(.text(place(object.path), "\(object.kind)", "\(other)"))
      }
    }
    for object in right where !known.contains(object.path) && !ignores(object.path) { noteOnly(.b, object.path) }
  }

  /// Notes what only one side has; the members of a group go without saying.
  private mutating func noteOnly(_ side: ComparisonSide, _ path: String) {
    let group = FilePath.directory(of: path)
    if !lone.contains(group) { findings.differences.append(.onlyIn(side, place(path))) }
    lone.insert(path)
  }

  private mutating func compare(_ object: StoredObject, _ a: HDF5File, _ b: HDF5File) throws(PathlineError) {
    switch object.kind {
    case .alias: return
    case .link, .type: return findings.notes.append("\(place(object.path)): not compared (a \(object.kind))")
    case .group: break
    case .dataset where isRun && object.path == "/job": try compareJobs(a, b)
    case .dataset:
      try storing { () throws(StorageError) in
        let comparison = try DatasetComparison(
          try a.dataset(object.path), try b.dataset(object.path), place: place(object.path))
        if let difference = comparison.difference { findings.differences.append(difference) }
        if let note = comparison.note { findings.notes.append(note) }
        arrays += 1
      }
    }
    try storing { () throws(StorageError) in try compareAttributes(object.path, a, b) }
  }

  /// Whether the file is one that holds the job it was made by.
  private var isRun: Bool { kind == "checkpoint" || kind == "parameters" }

  private mutating func compareJobs(_ a: HDF5File, _ b: HDF5File) throws(PathlineError) {
    let (left, right) = try storing { () throws(StorageError) in
      (try a.dataset("/job").readStrings().joined(), try b.dataset("/job").readStrings().joined())
    }
    let comparison = try JobComparison((left, "\(a.path): /job"), (right, "\(b.path): /job"))
    for (key, values) in comparison.differences where !knownJobDifferences.contains("\(key): \(values)") {
      findings.differences.append(Difference(place("/job, \(key)"), [values]))
    }
    arrays += 1
    ignored.append("output.directory")
  }

  private mutating func compareAttributes(_ object: String, _ a: HDF5File, _ b: HDF5File) throws(StorageError) {
    // The digest of the job covers output.directory too; the text of the job is compared instead.
    let digests: Set<String> = isRun && object == "/" ? ["job_sha256"] : []
    let comparison = try AttributeComparison(
      try a.attributes(of: object), try b.attributes(of: object), ignoring: digests
    ) { place("\(object), attribute \($0)") }
    attributes += comparison.compared
    findings.append(comparison.findings)
  }

  private mutating func ignores(_ path: String) -> Bool {
    guard NondeterministicFields.includes(dataset: path, kind: kind) else { return false }
    if !ignored.contains("timings") { ignored.append("timings") }
    return true
  }

  private func place(_ object: String) -> String { name.isEmpty ? object : "\(name): \(object)" }
}

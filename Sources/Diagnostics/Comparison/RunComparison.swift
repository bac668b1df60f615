import Host
import Storage
import Training

/// Compares two run directories: their jobs, metrics, newest and best checkpoints, histories and trajectories.
struct RunComparison {
  private(set) var findings = ComparisonFindings()
  private let a: RunDirectory
  private let b: RunDirectory
  /// Differences of the jobs, told of once and not again for every checkpoint.
  private var jobDifferences: Set<String> = []

  /// Reads and compares two directories.
  ///
  /// - Throws: A `.data` error where one holds no run or a damaged file; an `.io` error where one cannot be read.
  init(_ a: String, _ b: String) throws(PathlineError) {
    (self.a, self.b) = (RunDirectory(path: a), RunDirectory(path: b))
    for directory in [self.a, self.b] where try !directory.holdsRun() {
      throw PathlineError(.data, "\(directory.path): the directory holds no run; name the output.directory of one.")
    }
    try compareJobs()
    try compareMetrics()
    try compareNewestCheckpoints()
    try compareFiles("checkpoints/best.h5", self.a.best, self.b.best)
    try compareFiles("history.h5", self.a.history, self.b.history)
    try compareTrajectories()
  }

  private mutating func compareJobs() throws(PathlineError) {
    guard isOnBothSides("job.json5", a.job, b.job) else { return }
    let (left, right) = (try read(a.job), try read(b.job))
    let comparison = try JobComparison(
      (String(decoding: left, as: UTF8.self), a.job), (String(decoding: right, as: UTF8.self), b.job))
    for (key, values) in comparison.differences {
      jobDifferences.insert("\(key): \(values)")
      findings.differences.append(Difference("job.json5: \(key)", [values]))
    }
    findings.compared.append("job.json5: all keys (but not output.directory)")
  }

  private mutating func compareMetrics() throws(PathlineError) {
    guard isOnBothSides("metrics.jsonl", a.metrics, b.metrics) else { return }
    let left = try MetricsLog(try read(a.metrics), source: a.metrics)
    let right = try MetricsLog(try read(b.metrics), source: b.metrics)
    findings.append(MetricsComparison(left, right, name: "metrics.jsonl").findings)
  }

  /// Compares the newest checkpoints or, where they are of different steps, the newest of a step both have.
  private mutating func compareNewestCheckpoints() throws(PathlineError) {
    let (left, right) = (try a.checkpointSteps(), try b.checkpointSteps())
    if left.isEmpty && right.isEmpty { return findings.notes.append("neither run has a checkpoint of a step") }
    if left.last != right.last {
      let words = [left, right].map { $0.last.map { "of step \($0)" } ?? "absent" }
      findings.differences.append(.text("the newest checkpoint", words[0], words[1]))
    }
    guard let step = left.last(where: right.contains) else { return }
    try compareFiles("checkpoints/\(RunDirectory.name(step))", a.checkpoint(step), b.checkpoint(step))
  }

  /// Trajectories are written on request and at the end only, so that one side may lack them.
  private mutating func compareTrajectories() throws(PathlineError) {
    let found = [a, b].filter { RunFiles.exists($0.trajectories) }
    if found.count == 1 { findings.notes.append("trajectories.h5: not compared, only in \(found[0].path)") }
    if found.count == 2 { try compareFiles("trajectories.h5", a.trajectories, b.trajectories) }
  }

  private mutating func compareFiles(_ name: String, _ a: String, _ b: String) throws(PathlineError) {
    guard isOnBothSides(name, a, b) else { return }
    findings.append(try FileComparison(a, b, name: name, knownJobDifferences: jobDifferences).findings)
  }

  /// Whether there are two files to compare; a single one is a difference, none is nothing.
  private mutating func isOnBothSides(_ name: String, _ a: String, _ b: String) -> Bool {
    switch (RunFiles.exists(a), RunFiles.exists(b)) {
    case (true, true): return true
    case (true, false): findings.differences.append(.onlyIn(.a, name))
    case (false, true): findings.differences.append(.onlyIn(.b, name))
    case (false, false): break
    }
    return false
  }

  private func read(_ path: String) throws(PathlineError) -> [UInt8] {
    try storing { () throws(StorageError) in try FileSystem.readWhole(path) }
  }
}

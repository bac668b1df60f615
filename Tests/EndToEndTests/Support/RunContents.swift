import Foundation

/// What a run directory holds, in a form that two runs of a job have in common.
struct RunContents {
  /// Every file by its path below the directory.
  let files: [String: Data]

  init(_ path: String) {
    var files: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
      if let data = FileManager.default.contents(atPath: path + "/" + name) { files[name] = data }
    }
    self.files = files
  }

  /// Checkpoints of steps, by name, ascending.
  var checkpoints: [String] { files.keys.filter { $0.hasPrefix("checkpoints/step-") }.sorted() }

  /// The lines of `metrics.jsonl` without what depends on the machine.
  var metrics: [String] {
    (files["metrics.jsonl"] ?? Data()).split(separator: UInt8(ascii: "\n")).map { line in
      guard var record = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else { return "no JSON" }
      record["seconds"] = nil
      record["imbalance"] = nil
      let bytes = try? JSONSerialization.data(withJSONObject: record, options: .sortedKeys)
      return String(decoding: bytes ?? Data(), as: UTF8.self)
    }
  }

  /// The resolved job without the line that says where the run was written.
  var job: String {
    String(decoding: files["job.json5"] ?? Data(), as: UTF8.self).split(separator: "\n")
      .filter { !$0.contains("directory:") }.joined(separator: "\n")
  }

  /// What two runs that ended alike differ in; nothing if they are the same run, to the bit.
  ///
  /// - Parameter sameStops: whether the other run was stopped as often; if not, this one has checkpoints where it was
  ///   stopped, which the other has not.
  func differences(from other: RunContents, sameStops: Bool = true) -> [String] {
    var found: [String] = []
    let last = [checkpoints.last, other.checkpoints.last].compactMap(\.self)
    if last.count != 2 || last[0] != last[1] { found.append("the last checkpoints are \(last)") }
    let own = files.keys.filter { sameStops || !$0.hasPrefix("checkpoints/step-") }
    let names = Set(own).union(other.files.keys)
    for name in names.sorted() where !["metrics.jsonl", "history.h5", "job.json5"].contains(name) {
      if files[name] == nil || files[name] != other.files[name] { found.append(name) }
    }
    if metrics != other.metrics || metrics.isEmpty { found.append("metrics.jsonl") }
    if job != other.job || job.isEmpty { found.append("job.json5") }
    if (files["history.h5"] == nil) != (other.files["history.h5"] == nil) { found.append("history.h5") }
    return found
  }
}

import Host
import Text

/// Compares two resolved jobs key by key.
struct JobComparison {
  /// The keys that differ, in the order of A and then B, with both values.
  let differences: [(key: String, values: String)]

  /// Reads and compares two jobs; each text comes with the name of its source.
  ///
  /// - Throws: A `.data` error where one is not JSON5.
  init(_ a: (text: String, source: String), _ b: (text: String, source: String)) throws(PathlineError) {
    let left = try Self.leaves(a)
    let right = try Self.leaves(b)
    let (inA, inB) = (Dictionary(left) { $1 }, Dictionary(right) { $1 })
    let keys = left.map(\.0) + right.map(\.0).filter { inA[$0] == nil }
    differences = keys.filter { inA[$0] != inB[$0] && !NondeterministicFields.includes(jobKey: $0) }.map { key in
      (key, "\(inA[key] ?? "not given") and \(inB[key] ?? "not given")")
    }
  }

  private static func leaves(_ job: (text: String, source: String)) throws(PathlineError) -> [(String, String)] {
    do throws(JSON5Error) {
      return try JSON5Parser.parse(job.text.utf8, source: job.source).leaves.map { ($0.path, $0.value.writeInline()) }
    } catch {
      throw PathlineError(.data, "\(error)")
    }
  }
}

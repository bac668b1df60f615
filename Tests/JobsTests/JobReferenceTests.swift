import Foundation
import Testing
import Text

@testable import Jobs

@Suite struct JobReferenceTests {
  /// `docs/job-reference.md` is what `pathline reference` prints.
  @Test func theDocumentIsCurrent() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs")
    let document = try String(contentsOf: root.appending(path: "job-reference.md").standardized, encoding: .utf8)
    #expect(document == JobReference.markdown(), "write it again with `pathline reference > docs/job-reference.md`")
  }

  @Test func everyKeyIsExplained() {
    let lines = JobReference.markdown().split(separator: "\n")
    for path in JobSchema.root.paths() {
      guard let entry = JobSchema.root.entry(at: path.split(separator: ".")) else {
        Issue.record("no entry at \(path)")
        continue
      }
      #expect(entry.help.hasSuffix("."), "\(path)")
      #expect(lines.contains { $0.hasPrefix("| `\(entry.name)` |") && $0.contains(entry.help.prefix(20)) }, "\(path)")
      if entry.isSection { #expect(lines.contains("## `\(path)`")) }
    }
  }

  /// The defaults that the reference shows are those of a job that gives only what is required.
  @Test func shownDefaultsHold() throws {
    let job = try Job.read("{data: {file: 'a'}, training: {steps: 1}}".utf8, source: "j")
    let tree = try JSON5Parser.parse(job.resolved().utf8, source: "resolved")
    var checked = 0
    for path in JobSchema.root.paths() where path != "training.steps" {
      let names = path.split(separator: ".")
      guard let entry = JobSchema.root.entry(at: names), !entry.isSection, case .value(let shown) = entry.presence,
        let value = names.reduce(tree, { $0?[String($1)] })
      else { continue }
      #expect(try JSON5Parser.parse(shown.utf8, source: "default") == value, "\(path)")
      checked += 1
    }
    #expect(checked > 25)
  }
}

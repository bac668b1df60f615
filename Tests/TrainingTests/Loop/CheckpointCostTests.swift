import Foundation
import Jobs
import Testing
import TrainingSupport

@testable import Training

/// A checkpoint costs the same after many steps as after few.
@Suite struct CheckpointCostTests {
  /// Bytes this process has handed to the system for writing, as the kernel counts them.
  private static func written() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/io", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("wchar: ") })
    return try #require(Int(line.dropFirst(7)))
  }

  @Test("What a step and its checkpoint write does not grow, and the history is written at the end only")
  func constant() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 400)
    job.evaluation.everySteps = 0
    job.checkpoint.keep = 1
    var totals: [Int] = []
    var hadHistory = false
    try fixture.train(job) {
      totals.append((try? Self.written()) ?? 0)
      hadHistory = hadHistory || FileManager.default.fileExists(atPath: fixture.path("run", "history.h5"))
      return false
    }
    #expect(!hadHistory)
    #expect(try fixture.records("run").steps.count == 400)
    #expect(FileManager.default.fileExists(atPath: fixture.path("run", "history.h5")))
    let steps = zip(totals.dropFirst(), totals).map { $0 - $1 }
    try #require(steps.count >= 400)
    // The least of some: other tests of this process write too.
    let early = try #require(steps[10..<60].min())
    let late = try #require(steps[340..<390].min())
    #expect(early > 5000, "a checkpoint and a line of the log: \(early)")
    #expect(Double(late) < 1.05 * Double(early), "\(early) bytes in an early step, \(late) in a late one")
  }
}

import Foundation
import Host
import Jobs
import Testing
import TrainingSupport

@testable import Diagnostics
@testable import Training

@Suite struct RunComparisonTests {
  /// Trains the same job into two directories.
  private func twins() throws -> (fixture: TrainingFixture, a: String, b: String) {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 5, run: "a"))
    try fixture.train(fixture.job(steps: 5, run: "b"))
    return (fixture, fixture.path("a", ""), fixture.path("b", ""))
  }

  private func edit(_ path: String, _ change: (inout String) throws -> Void) throws {
    var text = try String(contentsOfFile: path, encoding: .utf8)
    try change(&text)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test("Two runs of a job are identical though they took other times and lie elsewhere")
  func identical() throws {
    let (fixture, a, b) = try twins()
    #expect(try fixture.bytes("a", "metrics.jsonl") != fixture.bytes("b", "metrics.jsonl"))
    #expect(try fixture.bytes("a", "job.json5") != fixture.bytes("b", "job.json5"))
    let comparison = try Comparison(a, b)
    #expect(comparison.isIdentical, "\(comparison.lines.joined(separator: "\n"))")
    for part in ["job.json5", "metrics.jsonl", "step-00000005.h5", "best.h5", "history.h5"] {
      #expect(comparison.compared.contains { $0.contains(part) }, "\(part)")
    }
  }

  @Test("Another seed differs from the first step on")
  func otherSeed() throws {
    let (fixture, a, _) = try twins()
    var job = fixture.job(steps: 5, run: "c")
    job.seed = 8
    try fixture.train(job)
    let differences = try Comparison(a, fixture.path("c", "")).differences
    let loss = try #require(differences.first { $0.place == "metrics.jsonl: training step, loss" }?.numbers)
    #expect(loss.first == 1 && loss.count == 5 && loss.total == 5)
    #expect(differences.contains { $0.place == "job.json5: seed" && $0.explanation == ["7 and 8"] })
    #expect(differences.contains { $0.place == "checkpoints/step-00000005.h5: /parameters/layer0.weight" })
    // The checkpoints hold the job too; what differs in it is told once.
    #expect(differences.filter { $0.place.contains("/job, ") }.isEmpty)
  }

  @Test("One metric moved by one unit in the last place is found at its step")
  func oneMetric() throws {
    let (fixture, a, b) = try twins()
    let loss = try RunHistory(log: fixture.path("b", "metrics.jsonl")).steps[2].loss
    try edit(fixture.path("b", "metrics.jsonl")) { text in
      let place = try #require(text.range(of: "\"loss\":\(loss)") ?? text.range(of: "\"loss\": \(loss)"))
      text.replaceSubrange(place, with: "\"loss\": \(loss.nextUp)")
    }
    let differences = try Comparison(a, b).differences
    #expect(differences.map(\.place) == ["metrics.jsonl: training step, loss"])
    let numbers = try #require(differences.first?.numbers)
    #expect(numbers.first == 3 && numbers.count == 1 && numbers.total == 5 && numbers.largestDistance == 1)
    #expect(differences[0].explanation[0].contains("step 3"))
  }

  @Test("Every metric counts but those of time, each alone")
  func everyMetric() throws {
    let (fixture, a, b) = try twins()
    let path = fixture.path("b", "metrics.jsonl")
    let original = try String(contentsOfFile: path, encoding: .utf8)
    for metric in [
      "epoch", "samples", "groups", "loss", "gradientNorm", "rate", "nfeForward", "nfeBackward", "accepted", "rejected",
      "replayed", "nfe", "meanAbsoluteError", "rootMeanSquareError", "imbalance",
    ] {
      try edit(path) { text in
        text = original
        // The digits behind the first colon of that name give way to others.
        let name = try #require(text.range(of: "\"\(metric)\":"), "\(metric)")
        let end = try #require(text[name.upperBound...].firstIndex { $0 == "," || $0 == "}" })
        text.replaceSubrange(name.upperBound..<end, with: "12345")
      }
      let places = try Comparison(a, b).differences.map(\.place)
      if metric == "imbalance" {
        #expect(places == [])
      } else {
        #expect(places.count == 1 && places[0].hasSuffix(", \(metric)"), "\(metric): \(places)")
      }
    }
  }

  @Test("Records, checkpoints and files that one side lacks are differences")
  func missing() throws {
    let (fixture, a, b) = try twins()
    try edit(fixture.path("b", "metrics.jsonl")) { text in
      text =
        text.split(separator: "\n").filter { !$0.contains("\"step\":5,") || $0.contains("split") }
        .joined(separator: "\n") + "\n"
    }
    try FileManager.default.removeItem(atPath: fixture.checkpoint("b", 5))
    try FileManager.default.removeItem(atPath: fixture.path("b", "history.h5"))
    let differences = try Comparison(a, b).differences
    #expect(
      differences.map { "\($0.place): \($0.explanation[0])" } == [
        "metrics.jsonl: training step: only in A: 5", "the newest checkpoint: of step 5 and of step 4",
        "history.h5: only in A",
      ])
  }

  @Test("A changed key of the job is told with both values")
  func job() throws {
    let (fixture, a, b) = try twins()
    try edit(fixture.path("b", "job.json5")) { text in text.replace("rate: 0.02", with: "rate: 0.03") }
    let differences = try Comparison(a, b).differences
    #expect(differences.map(\.place) == ["job.json5: training.optimizer.rate"])
    #expect(differences.first?.explanation == ["0.02 and 0.03"])
  }

  @Test("Damage is refused, not told as a difference")
  func damage() throws {
    let (fixture, a, b) = try twins()
    let best = fixture.path("b", "checkpoints/best.h5")
    try flipBit(0, ofByte: 2000, in: best)
    #expect { try Comparison(a, b) } throws: { error in
      (error as? PathlineError)?.kind == .data && "\(error)".contains("best.h5")
    }
    try FileManager.default.removeItem(atPath: best)
    try FileManager.default.removeItem(atPath: fixture.path("a", "checkpoints/best.h5"))
    #expect(try Comparison(a, b).isIdentical)
    try edit(fixture.path("b", "metrics.jsonl")) { $0 += "{\"step\": 5}\n" }
    #expect { try Comparison(a, b) } throws: { error in
      (error as? PathlineError)?.kind == .data && "\(error)".contains("metrics.jsonl: line")
    }
  }

  @Test("Steps are told as ranges of those that follow each other in the log")
  func ranges() {
    #expect(MetricsComparison.ranges([11, 12, 13, 30], among: Array(1...30)) == "11-13, 30")
    #expect(MetricsComparison.ranges([20, 30], among: [10, 20, 30]) == "20-30")
    #expect(MetricsComparison.ranges([5], among: [5]) == "5")
  }
}

import Foundation
import Host
import Models
import Storage
import TestSupport
import Testing
import Text

@testable import Training

/// Records survive their way through text and files.
@Suite struct RunHistoryTests {
  private let step: StepRecord = {
    var record = StepRecord(
      step: 3, epoch: 1, samples: 64, dropped: 3, groups: 4, loss: 0.1, gradientNorm: 1e-300, rate: 1e-3,
      nfeForward: 120, nfeBackward: 240, jvps: 6, newtonIterations: 7, factorizations: 8, linearSolves: 9,
      accepted: 20, rejected: 2, replayed: 5, imbalance: 1.25)
    record.regularizers[.jacobian] = 2.5
    record.times[.data] = 100_000_000
    record.times[.solve] = 2_000_000_000
    record.times[.reduce] = 3000
    record.times[.evaluate] = 5_000_000_000
    record.times[.checkpoint] = 6_123_456_789
    return record
  }()
  private let evaluation = EvaluationRecord(
    step: 3, split: "validation", samples: 7, dropped: 1, loss: 0.3, meanAbsoluteError: 0.2, rootMeanSquareError: 0.4,
    explainedVariance: [0.99, -1], nfe: 77, accepted: 8, rejected: 9, isBest: true, seconds: 0.5)

  private func lines(_ records: [String]) -> [UInt8] { Array(records.map { $0 + "\n" }.joined().utf8) }

  private func text(_ step: StepRecord) -> String {
    var line = JSONLine()
    line.begin()
    line.add("what was written before leaves no trace", 1)
    step.write(to: &line)
    return line.text
  }

  @Test("A record written and read is the same record, in strict JSON that others read")
  func roundTrip() throws {
    let written = text(step)
    #expect(StepRecord(json: try JSON5Parser.parse(written.utf8, source: "a step")) == step)
    #expect(EvaluationRecord(json: evaluation.json) == evaluation)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any])
    #expect(object["loss"] as? Double == 0.1 && object["nfeForward"] as? Int == 120)
    #expect((object["seconds"] as? [String: Double])?["solve"] == 2)
    // The text is what the writer of all other JSON makes of the same members.
    #expect(try JSON5Parser.parse(written.utf8, source: "a step").writeJSON() == written)
    var failed = step
    failed.gradientNorm = .infinity
    #expect(text(failed).contains("\"gradientNorm\":null,"))
    let timeless = written.replacing("\"solve\":2.0", with: "\"solve\":1e300")
    #expect(timeless != written)
    #expect(StepRecord(json: try JSON5Parser.parse(timeless.utf8, source: "a step")) == nil)
  }

  @Test("Reading stops behind the resumed step and ignores half a line")
  func truncates() throws {
    let scratch = Scratch()
    let records = (1...6).flatMap { number -> [String] in
      var (step, evaluation) = (step, evaluation)
      (step.step, evaluation.step) = (number, number)
      return number % 2 == 0 ? [text(step), evaluation.json.writeJSON()] : [text(step)]
    }
    let log = scratch.write(lines(records) + Array("{\"step\":7,\"ep".utf8), "metrics.jsonl")
    let all = try RunHistory(log: log)
    #expect(all.steps.map(\.step) == [1, 2, 3, 4, 5, 6] && all.evaluations.map(\.step) == [2, 4, 6])
    #expect(try digest(log, 100, 100) == (6, 6, 6, 9))
    #expect(try digest(log, 4, 4) == (4, 4, 4, 6))
    // A checkpoint that does not know of the evaluation at its own step.
    #expect(try digest(log, 4, 2) == (4, 4, 2, 5))
    for bad in [lines(["null"]), lines([text(step)]) + Array("garbage\n".utf8)] {
      let path = scratch.write(bad, "bad.jsonl")
      for read in [{ _ = try RunHistory(log: path) }, { _ = try self.digest(path, 4, 2) }] {
        let error = #expect(throws: PathlineError.self, performing: read)
        #expect(error?.kind == .data && error?.description.hasPrefix(path + ": line ") == true)
      }
    }
  }

  /// How many steps a digest noted of a log, the last of them, the last evaluation, and the lines they took.
  private func digest(_ log: String, _ step: Int, _ evaluated: Int) throws -> (Int, Int?, Int?, Int) {
    var digest = RunDigest()
    let lines = try digest.note(log: log, upTo: step, evaluated: evaluated)
    return (digest.steps, digest.last?.step, digest.evaluation?.step, lines)
  }

  @Test("A digest tells of all records what a list of them would")
  func digest() {
    var digest = RunDigest()
    #expect(digest == RunDigest() && digest.first == nil && digest.best == nil)
    for number in 1...5 {
      var (step, evaluation) = (step, evaluation)
      (step.step, step.nfeForward, step.dropped) = (number, 10 * number, number % 2)
      (evaluation.step, evaluation.isBest) = (number, number == 2)
      digest.note(step)
      digest.note(evaluation)
    }
    #expect(digest.first?.step == 1 && digest.last?.step == 5 && digest.steps == 5)
    #expect(digest.best?.step == 2 && digest.evaluation?.step == 5)
    #expect(digest.total.nfeForward == 150 && digest.total.dropped == 3 && digest.total.replayed == 25)
  }

  @Test("The arrays of history.h5 are the records")
  func file() throws {
    let path = NSTemporaryDirectory() + "pathline-history-\(UUID().uuidString).h5"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var failed = evaluation
    failed.explainedVariance = []
    let history = RunHistory(steps: [step, step], evaluations: [evaluation, failed])
    try HistoryFile.write(history, seriesNames: ["x", "y"], title: "t", to: path)
    #expect(try Seal.verify(path: path) == .intact)
    let file = try HDF5File.open(path)
    #expect(try file.dataset("/step").read(Int64.self) == [3, 3])
    #expect(try file.dataset("/loss").read(Double.self) == [0.1, 0.1])
    #expect(try file.dataset("/nfe_backward").read(Int64.self) == [240, 240])
    #expect(try file.dataset("/dropped").read(Int64.self) == [3, 3])
    #expect(try file.dataset("/linear_solves").read(Int64.self) == [9, 9])
    #expect(try file.dataset("/evaluation_dropped").read(Int64.self) == [1, 1])
    #expect(try file.dataset("/seconds_reduce").read(Double.self) == [3e-6, 3e-6])
    #expect(try file.dataset("/evaluation_step").read(Int64.self) == [3, 3])
    let explained = try file.dataset("/explained_variance")
    #expect(explained.shape == [2, 2])
    let values = try explained.read(Double.self)
    #expect(values[..<2] == [0.99, -1] && values[2].isNaN && values[3].isNaN)
  }
}

import Foundation
import Models
import Storage
import Testing

@testable import Training

/// Records survive their way through text and files.
@Suite struct RunHistoryTests {
  private let step = StepRecord(
    step: 3, epoch: 1, samples: 64, dropped: 3, groups: 4, loss: 0.1, regularizers: [.jacobian: 2.5],
    gradientNorm: 1e-300, rate: 1e-3, nfeForward: 120, nfeBackward: 240, jvps: 6, newtonIterations: 7,
    factorizations: 8, linearSolves: 9, accepted: 20, rejected: 2, replayed: 5, imbalance: 1.25,
    seconds: [0.1, 2, 3e-6, 0, 5, 6])
  private let evaluation = EvaluationRecord(
    step: 3, split: "validation", samples: 7, dropped: 1, loss: 0.3, meanAbsoluteError: 0.2, rootMeanSquareError: 0.4,
    explainedVariance: [0.99, -1], nfe: 77, accepted: 8, rejected: 9, isBest: true, seconds: 0.5)

  private func lines(_ records: [JSON5Value]) -> [UInt8] {
    Array(records.map { $0.writeJSON() + "\n" }.joined().utf8)
  }

  @Test("A record written and read is the same record, in strict JSON that others read")
  func roundTrip() throws {
    #expect(StepRecord(json: step.json) == step)
    #expect(EvaluationRecord(json: evaluation.json) == evaluation)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(step.json.writeJSON().utf8)) as? [String: Any])
    #expect(object["loss"] as? Double == 0.1 && object["nfeForward"] as? Int == 120)
    #expect((object["seconds"] as? [String: Double])?["solve"] == 2)
  }

  @Test("Reading stops behind the resumed step and ignores half a line")
  func truncates() throws {
    let records = (1...6).flatMap { number -> [JSON5Value] in
      var (step, evaluation) = (step, evaluation)
      (step.step, evaluation.step) = (number, number)
      return number % 2 == 0 ? [step.json, evaluation.json] : [step.json]
    }
    let bytes = lines(records) + Array("{\"step\":7,\"ep".utf8)
    let (all, count) = try RunHistory.read(bytes, upTo: 100, evaluated: 100)
    #expect(all.steps.map(\.step) == [1, 2, 3, 4, 5, 6] && all.evaluations.map(\.step) == [2, 4, 6] && count == 9)
    let (some, kept) = try RunHistory.read(bytes, upTo: 4, evaluated: 4)
    #expect(some.steps.map(\.step) == [1, 2, 3, 4] && some.evaluations.map(\.step) == [2, 4] && kept == 6)
    // A checkpoint that does not know of the evaluation at its own step.
    let (before, cut) = try RunHistory.read(bytes, upTo: 4, evaluated: 2)
    #expect(before.steps.map(\.step) == [1, 2, 3, 4] && before.evaluations.map(\.step) == [2] && cut == 5)
    for bad in [lines([.null]), lines([step.json]) + Array("garbage\n".utf8)] {
      let error = #expect(throws: TrainingError.self) {
        try RunHistory.read(bad, upTo: 4, evaluated: 2, source: "run/metrics.jsonl")
      }
      #expect(error?.kind == .data && error?.description.hasPrefix("run/metrics.jsonl: line ") == true)
    }
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

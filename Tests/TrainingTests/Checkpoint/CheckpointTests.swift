import Foundation
import Host
import Kernels
import Networks
import Storage
import Testing

@testable import Training

/// What is in a checkpoint, and what is refused.
@Suite struct CheckpointTests {
  private let identity = CheckpointIdentity(
    job: "{ seed: 3 }\n", title: "a run", seed: 3, data: "abc", seriesNames: ["x, \"y\"", "", "z\n"],
    optimizer: "adam")

  private func state<Scalar: TrainingScalar>(_ type: Scalar.Type, hidden: Int = 3) -> RunState<Scalar> {
    let field = MLPField<Scalar>(stateCount: 2, hidden: [hidden], activation: .tanh)
    let state = RunState<Scalar>(layout: field.layout, optimizer: Adam())
    for index in 0..<state.layout.count {
      state.parameters[index] = Scalar(index) / 7
      state.optimizer[0][index] = -Scalar(index) / 3
      state.optimizer[1][index] = Scalar(index) * Scalar(index)
    }
    state.step = 1234
    state.position = SamplerPosition(epoch: 5, item: 64)
    _ = state.progress.record(step: 1200, loss: 0.125, minimumImprovement: 0)
    state.keepAsBest()
    state.parameters[0] = 42
    _ = state.progress.record(step: 1230, loss: 0.5, minimumImprovement: 0)
    return state
  }

  private func check<Scalar: TrainingScalar>(_ type: Scalar.Type) throws {
    let saved = state(type)
    let bytes = try CheckpointWriter.checkpoint(saved, of: identity)
    #expect(try CheckpointWriter.checkpoint(saved, of: identity) == bytes)
    let file = try CheckpointFile(bytes: bytes, path: "c.h5")
    #expect(file.kind == "checkpoint" && file.step == 1234 && file.precision == Scalar.typeName)
    #expect(file.job == identity.job && file.data == "abc")
    #expect(file.seriesNames == identity.seriesNames)
    let restored = RunState<Scalar>(layout: saved.layout, optimizer: Adam())
    try file.restore(restored)
    #expect(restored.step == 1234 && restored.position == saved.position && restored.progress == saved.progress)
    #expect(restored.progress == EvaluationProgress(evaluatedStep: 1230, stale: 1, bestStep: 1200, bestLoss: 0.125))
    for index in 0..<saved.layout.count {
      #expect(restored.parameters[index] == saved.parameters[index])
      #expect(restored.best[index] == Scalar(index) / 7)
      #expect(restored.optimizer[0][index] == saved.optimizer[0][index])
      #expect(restored.optimizer[1][index] == saved.optimizer[1][index])
    }
    // By name, as other programs find them.
    let plain = try HDF5File.open(image: bytes, path: "c.h5")
    #expect(try plain.names(in: "/optimizer") == ["first", "second"])
    #expect(try plain.dataset("/parameters/layer0.weight").shape == [3, 2])
    #expect(try plain.dataset("/parameters/layer1.bias").read(Scalar.self).count == 2)
    #expect(try plain.attributes().string("optimizer") == "adam")
    let best = try #require(try CheckpointWriter.best(saved, of: identity))
    let bestFile = try CheckpointFile(bytes: best, path: "best.h5")
    #expect(bestFile.kind == "parameters" && bestFile.step == 1200)
    try bestFile.read("/parameters", into: restored.parameters, saved.layout)
    #expect(restored.parameters[0] == 0 && restored.parameters[1] == Scalar(1) / 7)
  }

  @Test("A checkpoint gives back all it was given, in both precisions")
  func roundTrip() throws {
    try check(Float.self)
    try check(Double.self)
  }

  @Test("Before the first evaluation there is nothing best")
  func withoutBest() throws {
    let field = MLPField<Float>(stateCount: 2, hidden: [3], activation: .tanh)
    let fresh = RunState<Float>(layout: field.layout, optimizer: SGD())
    #expect(try CheckpointWriter.best(fresh, of: identity) == nil)
    let file = try CheckpointFile(bytes: try CheckpointWriter.checkpoint(fresh, of: identity), path: "c.h5")
    let restored = RunState<Float>(layout: field.layout, optimizer: SGD())
    try file.restore(restored)
    #expect(restored.progress == EvaluationProgress())
  }

  @Test("Parameters that are not finite are not saved", arguments: [Float.nan, .infinity])
  func nonFinite(value: Float) {
    let broken = state(Float.self)
    broken.parameters[4] = value
    let error = #expect(throws: PathlineError.self) { try CheckpointWriter.checkpoint(broken, of: identity) }
    #expect(error?.exitCode == .numerical)
  }

  @Test("Every damaged byte is noticed")
  func damage() throws {
    let bytes = try CheckpointWriter.checkpoint(state(Float.self), of: identity)
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[place] ^= 0x10
      let error = #expect(throws: PathlineError.self) { try CheckpointFile(bytes: damaged, path: "c.h5") }
      #expect(error?.exitCode == .badData)
    }
  }

  @Test("Another network or number type is refused by name")
  func shapes() throws {
    let file = try CheckpointFile(
      bytes: try CheckpointWriter.checkpoint(state(Float.self), of: identity), path: "c.h5")
    let wide = MLPField<Float>(stateCount: 2, hidden: [4], activation: .tanh)
    let shape = #expect(throws: PathlineError.self) {
      try file.restore(RunState<Float>(layout: wide.layout, optimizer: Adam()))
    }
    #expect(shape?.description.contains("/parameters/layer0.weight") == true && shape?.exitCode == .badData)
    let deep = MLPField<Float>(stateCount: 2, hidden: [], activation: .tanh)
    let missing = #expect(throws: PathlineError.self) {
      try file.restore(RunState<Float>(layout: deep.layout, optimizer: Adam()))
    }
    #expect(missing?.description.contains("layer1") == true)
    let double = MLPField<Double>(stateCount: 2, hidden: [3], activation: .tanh)
    #expect(throws: PathlineError.self) {
      try file.restore(RunState<Double>(layout: double.layout, optimizer: Adam()))
    }
  }

  @Test("Evaluations without a finite or lower loss are no progress")
  func progress() {
    var progress = EvaluationProgress()
    var isBest = progress.record(step: 1, loss: .nan, minimumImprovement: 0)
    #expect(!isBest && progress.stale == 1 && progress.bestStep == nil)
    isBest = progress.record(step: 2, loss: 1, minimumImprovement: 0.5)
    #expect(isBest && progress.stale == 0)
    // Better, but not by enough to count as progress; still the best.
    isBest = progress.record(step: 3, loss: 0.75, minimumImprovement: 0.5)
    #expect(isBest && progress.stale == 1 && progress.bestLoss == 0.75)
    isBest = progress.record(step: 4, loss: 0.75, minimumImprovement: 0)
    #expect(!isBest && progress.stale == 2 && progress.bestStep == 3 && progress.evaluatedStep == 4)
    isBest = progress.record(step: 5, loss: 0.1, minimumImprovement: 0.5)
    #expect(isBest && progress.stale == 0)
  }
}

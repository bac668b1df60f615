import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The number of ranks never reaches the numbers.
  @Suite struct SameBits {
    @Test("1, 2, 3, 4 and 5 ranks write the same bits", arguments: ["float32", "float64"], ["group", "sample"])
    func ranks(precision: String, stepping: String) throws {
      let place = try Workplace()
      let settings = ["precision=\(precision)", "solver.stepping=\(stepping)"]
      try place.train("alone", settings)
      let alone = place.run("alone")
      #expect(alone.metrics.count == 50 + 4, "50 steps and the evaluations after 15, 30, 45 and 50")
      #expect(alone.checkpoints.map { $0.suffix(5) } == ["20.h5", "40.h5", "50.h5"])
      for ranks in 1...5 {
        try place.train("ranks-\(ranks)", settings, ranks: ranks)
        #expect(place.run("ranks-\(ranks)").differences(from: alone) == [], "\(ranks) ranks")
        let outcome = try Pathline.succeed(["compare", "alone", "ranks-\(ranks)"], in: place.path)
        #expect(outcome.lines.contains("identical"), "\(outcome.output)")
      }
    }

    @Test("a second run writes the same checkpoint files, another seed others")
    func again() throws {
      let place = try Workplace()
      try place.train("a", ["training.steps=5"])
      try place.train("b", ["training.steps=5"])
      try place.train("c", ["training.steps=5", "seed=8"])
      #expect(place.run("b").differences(from: place.run("a")) == [])
      #expect(place.run("c").differences(from: place.run("a")).contains("metrics.jsonl"))
    }

    @Test("fewer samples than ranks", arguments: [1, 2])
    func fewSamples(samples: Int) throws {
      let place = try Workplace()
      try Pathline.succeed(
        ["data", "spiral", "--samples", "\(samples)", "--observations", "20", "--output", "data.h5"], in: place.path)
      let settings = ["data.validation=0", "training.steps=6"]
      try place.train("alone", settings)
      try place.train("four", settings, ranks: 4)
      #expect(place.run("four").differences(from: place.run("alone")) == [])
    }

    @Test("regularisers, with their random probes, on one and on three ranks", arguments: ["discrete", "interpolated"])
    func regularizers(gradient: String) throws {
      let place = try Workplace()
      let settings = [
        "model.regularization={kineticEnergy: 0.01, jacobian: 0.01, secondDerivative: 0.001}", "field.time=true",
        "gradient.method=\(gradient)", "data.window={length: 5, perSample: 2}", "training.steps=20",
      ]
      try place.train("alone", settings)
      try place.train("three", settings, ranks: 3)
      #expect(place.run("three").differences(from: place.run("alone")) == [])
    }

    @Test("backsolve, windows, augmentation and a time input, on one and on three ranks")
    func otherModels() throws {
      let place = try Workplace()
      let settings = [
        "gradient.method=backsolve", "data.window={length: 5, perSample: 2}", "model.augment=1", "field.time=true",
        "training.optimizer={kind: \"rmsprop\", momentum: 0.5}", "data.scale=[2, 3]", "model.loss=huber",
      ]
      try place.train("alone", settings)
      try place.train("three", settings, ranks: 3)
      #expect(place.run("three").differences(from: place.run("alone")) == [])
    }
  }
}

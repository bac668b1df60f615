import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What a trained model says, on its data and beyond them.
  @Suite struct Predictions {
    @Test("evaluate repeats the run's own last evaluation, as text and as JSON, on any number of ranks")
    func evaluation() throws {
      let place = try Workplace()
      try place.train("run")
      let last = try #require(place.run("run").metrics.last)
      for (checkpoint, ranks) in [("run", 1), ("run", 3), ("run/checkpoints/step-00000050.h5", nil as Int?)] {
        let run = try Pathline.start(
          ["evaluate", checkpoint, "--json"], ranks: ranks, in: place.path, keepsErrorsApart: true)
        let outcome = run.finish()
        #expect(outcome.code == 0 && outcome.lines.count == 1, "\(outcome.output) \(outcome.errors)")
        let report = try #require(
          try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        var evaluation = try #require(report["evaluation"] as? [String: Any])
        evaluation["seconds"] = nil
        // Whether it is the best one is known to the run alone.
        var recorded = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        (evaluation["best"], recorded["best"]) = (nil, nil)
        #expect(evaluation as NSDictionary == recorded as NSDictionary)
        #expect((report["checkpoint"] as? String)?.hasSuffix("checkpoints/step-00000050.h5") == true)
      }
      let text = try Pathline.succeed(["evaluate", "run", "--split", "all"], in: place.path).output
      for word in ["loss", "14 (all)", "explained variance, prey"] { #expect(text.contains(word), "\(text)") }
      let best = try Pathline.succeed(["evaluate", "run/checkpoints/best.h5"], ranks: 2, in: place.path).output
      #expect(best.contains("3 (validation)") || best.contains("4 (validation)"), "\(best)")
    }

    @Test("what evaluate and predict cannot use is refused")
    func refusals() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=2", "data.validation=0"])
      try FileManager.default.createDirectory(atPath: place.scratch.file("empty"), withIntermediateDirectories: true)
      for (arguments, code, words) in [
        (["evaluate", "empty"], 3 as Int32, ["empty: the directory holds no checkpoint"]),
        (["evaluate", "absent.h5"], 4, ["absent.h5: cannot open the file: no such file"]),
        (["evaluate", "data.h5"], 3, ["data.h5"]),
        (["evaluate", "run", "--split", "validation"], 2, ["the split validation has no samples"]),
        (["predict", "run", "--output", "p.h5", "--times", "0:1"], 2, ["--times is \"0:1\""]),
        (["predict", "run", "--output", "absent/p.h5"], 4, ["absent"]),
      ] {
        try Pathline.fail(arguments, code: code, saying: words, ranks: 2, in: place.path)
      }
      #expect(!place.scratch.names.contains("p.h5"))
    }

    /// A network trained by Pathline, integrated by SciPy from the parameters in its checkpoint.
    @Test(
      "predictions agree with SciPy's solution of the trained network, forward and backward in time",
      arguments: [
        ("spiral", ["field.power=3", "field.hidden=[8]", "field.activation=tanh"]),
        (
          "lotka-volterra",
          [
            "field.hidden=[7, 5]", "field.activation=softplus", "field.time=true", "model.augment=2",
            "data.scale=[2, 0.5]",
          ]
        ),
      ])
    func againstSciPy(data: String, settings: [String]) throws {
      let place = try Workplace()
      try Pathline.succeed(
        ["data", data, "--samples", "8", "--observations", "14", "--output", "data.h5"], in: place.path)
      let exact = [
        "solver.relativeTolerance=1e-10", "solver.absoluteTolerance=1e-11", "data.validation=0", "training.steps=12",
        "training.group=3", "training.batch=5",
      ]
      try place.train("run", settings + exact, ranks: 2)
      try Pathline.succeed(["predict", "run", "--output", "within.h5"], in: place.path)
      let reach = data == "spiral" ? "0:30:61" : "0:14:29"
      try Pathline.succeed(["predict", "run", "--times", reach, "--output", "beyond.h5"], ranks: 3, in: place.path)
      try Pathline.succeed(["predict", "run", "--times", "1:-2:13", "--output", "before.h5"], in: place.path)
      let report = try Python.run(
        "solve.py", ["run/checkpoints/step-00000012.h5", "data.h5", "run/trajectories.h5"] + settings, in: place.path)
      #expect(report.components(separatedBy: "agrees").count == 5, "\(report)")
    }
  }
}

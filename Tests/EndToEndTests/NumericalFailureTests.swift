import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Solves that fail: code 5, and a message with step, sample, time, step size and component.
  @Suite struct NumericalFailures {
    @Test("a step size below the minimum", arguments: [1, 3])
    func minimumStep(ranks: Int) throws {
      let place = try Workplace()
      try Pathline.fail(
        place.training("run", ["solver.minimumStep=2", "solver.relativeTolerance=1e-9"]), code: 5,
        saying: [
          "step 1, sample ", ", observations 0 to ", "the step size fell below its minimum (time ", "step size ",
          "component ", "loosen the tolerances",
        ], ranks: ranks, in: place.path)
      #expect(place.run("run").checkpoints.isEmpty)
    }

    @Test("the same failure is told whatever the number of ranks")
    func sameMessage() throws {
      let place = try Workplace()
      let messages = try [1, 2, 4].map { ranks in
        let outcome = try Pathline.run(
          place.training("run-\(ranks)", ["solver.maximumSteps=3"]), ranks: ranks, in: place.path)
        #expect(outcome.code == 5)
        let message = outcome.lines(startingWith: "pathline: ").first ?? ""
        return message.components(separatedBy: "step 1, ").last
      }
      #expect(messages[0] == messages[1] && messages[0] == messages[2], "\(messages)")
      #expect(messages[0]?.hasPrefix("sample ") == true, "\(messages)")
    }

    @Test(
      "a gradient that is not a number is told of its sample, and not as a failed solve", arguments: ["fail", "drop"])
    func gradient(policy: String) throws {
      let place = try Workplace()
      try place.train("made", ["training.steps=1"])
      // Hidden units of 0 leave the field 0, so the solve is fine; their large weights reach the gradient.
      try Python.run(
        "silence.py", ["made/checkpoints/step-00000001.h5", "start.h5", "1e307"], in: place.path)
      let outcome = try Pathline.fail(
        place.training("run", ["field.parameters=start.h5", "solver.onFailure=\(policy)"]), code: 5,
        saying: ["step 1, sample ", ", observations 0 to ", "the solve succeeded, but component ", "solver.onFailure"],
        ranks: 2, in: place.path)
      #expect(outcome.output.contains("is not a number") || outcome.output.contains("is infinite"))
      #expect(!outcome.output.contains("nan"))
    }

    @Test("a prediction that fails names its sample and no observations, which its times are not")
    func prediction() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=1"])
      try Python.run(
        "nudge.py", ["run/checkpoints/step-00000001.h5", "parameters/layer1.weight", "1e200"], in: place.path)
      let outcome = try Pathline.fail(
        ["predict", "run", "--output", "p.h5", "--times", "0:10:2001"], code: 5, saying: ["prediction, sample "],
        ranks: 2, in: place.path)
      #expect(!outcome.output.contains("observations"), "\(outcome.output)")
    }

    @Test("a largest step that is too small is named, in either precision", arguments: ["float32", "float64"])
    func maximumStep(precision: String) throws {
      let place = try Workplace()
      try Pathline.fail(
        place.training(
          "run", ["precision=\(precision)", "solver.maximumStep=1e-5", "solver.maximumSteps=1000"]), code: 5,
        saying: ["used up its 1000 steps", "as long as solver.maximumStep lets them be"], in: place.path)
    }

    @Test("too few steps are not blamed on single precision")
    func fewSteps() throws {
      let place = try Workplace()
      for method in ["tsit5", "bosh3", "adams"] {
        let settings = [
          "precision=float32", "solver.method=\(method)", "solver.relativeTolerance=1e-6",
          "solver.absoluteTolerance=1e-6", "solver.maximumSteps=5",
        ]
        try Pathline.fail(
          place.training("run", settings), code: 5, saying: ["used up its 5 steps", "raise solver.maximumSteps"],
          in: place.path)
      }
    }

    @Test("a run that fails in its first new step leaves its directory as it was", arguments: [1, 3])
    func firstNewStep(ranks: Int) throws {
      let place = try Workplace()
      try place.train("run")
      // So large that the next step must fail; the evaluation of step 50, the best one, is not in the checkpoint.
      let checkpoint = "run/checkpoints/step-00000050.h5"
      try Python.run("nudge.py", [checkpoint, "parameters/layer1.weight", "1e200"], in: place.path)
      let before = place.run("run")
      for flags in [["--resume"], ["--overwrite", "--set", "solver.maximumSteps=3"]] {
        let step = flags.count == 1 ? "step 51, " : "step 1, "
        try Pathline.fail(
          place.training("run", ["training.steps=60"], flags), code: 5, saying: [step], ranks: ranks, in: place.path)
        #expect(place.run("run").files == before.files, "\(flags)")
      }
    }

    @Test("a learning rate that makes the field explode leaves the last good checkpoint", arguments: ["1e3", "1e200"])
    func explosion(rate: String) throws {
      let place = try Workplace()
      let settings = ["checkpoint.everySteps=1", "solver.maximumSteps=2000", "training.clip=null"]
      try place.train("run", settings + ["training.steps=5", "training.optimizer.rate=1e-3"])
      let before = place.run("run")
      try Pathline.fail(
        place.training("wild", settings + ["training.optimizer.rate=\(rate)"]), code: 5,
        saying: ["step ", "learning"], ranks: 2, in: place.path)
      // The directory of a failed run may hold checkpoints, but only good ones with finite parameters.
      if !place.run("wild").checkpoints.isEmpty { try Python.run("intact.py", ["wild"], in: place.path) }
      #expect(place.run("run").files == before.files)
    }
  }
}

import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The arrays of a run are there when it has ended, and say all that its log says, or they are not there.
  @Suite struct Histories {
    private static let settings = Stops.work + ["checkpoint={everySteps: 2, keep: 2}", "evaluation.everySteps=7"]

    @Test("killed, resumed, stopped and finished: the history never falls behind the log")
    func kills() throws {
      let place = try Workplace()
      try place.train("run", Self.settings + ["training.steps=10"])
      try Python.run("history.py", ["run", "10"], in: place.path)
      var generator = SplitMix(seed: 3)
      for round in 1...6 {
        let before = place.stepsDone("run")
        let run = try place.start("run", Self.settings + ["training.steps=100000"], ["--resume"], ranks: round % 2 + 1)
        let step = before + Int.random(in: 3...12, using: &generator)
        try #require(place.wait(for: "run", toPass: step), "\(run.output)")
        let ranks = ProcessTable.descendants(of: run.identifier)
        if round == 3 {
          run.send(SIGUSR1)
          #expect(run.finish(limit: 30).code == 6)
          try Python.run("history.py", ["run", "all"], in: place.path)
        } else {
          for process in [run.identifier] + ranks { kill(process, SIGKILL) }
          _ = run.finish(limit: 10)
          #expect(ProcessTable.allGone(ranks, within: 5))
          #expect(place.run("run").files["history.h5"] == nil, "round \(round)")
        }
        try Python.run("intact.py", ["run"], in: place.path)
      }
      let steps = "training.steps=\(place.stepsDone("run") + 5)"
      try place.train("run", Self.settings + [steps], ["--resume"])
      try Python.run("history.py", ["run", "all"], in: place.path)
      try place.train("whole", Self.settings + [steps])
      try Python.run("history.py", ["whole", "all"], in: place.path)
      #expect(place.run("run").differences(from: place.run("whole")) == [])
      let outcome = try Pathline.run(["compare", "run/history.h5", "whole/history.h5"], in: place.path)
      #expect(outcome.code == 0, "\(outcome.output)")
    }

    @Test("a run that fails leaves the history of the steps it recorded")
    func failure() throws {
      let place = try Workplace()
      let wild = ["training.optimizer={kind: \"sgd\", rate: 1e30}", "checkpoint.everySteps=0"]
      let outcome = try Pathline.run(place.training("run", wild), in: place.path)
      #expect(outcome.code == 5, "\(outcome.output)")
      try #require(place.stepsDone("run") > 0)
      try Python.run("history.py", ["run", "all"], in: place.path)
    }
  }
}

import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A run that is stopped, however it is stopped, ends as if it never had been.
  @Suite struct Stops {
    /// Steps long enough for a signal to find the run at work.
    static let work = [
      "field.hidden=[40, 40]", "training.steps=300", "training.batch=32", "evaluation.everySteps=70",
      "data.window={length: 6, perSample: 4}",
    ]

    @Test("stopped by a signal at a random step and resumed on another number of ranks")
    func signals() throws {
      let place = try Workplace()
      let settings = Self.work + ["checkpoint.everySteps=0"]
      try place.train("whole", settings)
      let whole = place.run("whole")

      let legs: [(ranks: Int?, signal: Int32)] = [
        (2, SIGUSR1), (3, SIGUSR2), (nil, SIGTERM), (nil, SIGINT), (nil, SIGHUP),
      ]
      var steps = 0
      var generator = SplitMix(seed: 1)
      for (ranks, signal) in legs {
        let run = try place.start("parts", settings, steps > 0 ? ["--resume"] : [], ranks: ranks)
        let step = steps + Int.random(in: 1...40, using: &generator)
        try #require(place.wait(for: "parts", toPass: step), "\(run.output)")
        run.send(signal)
        let outcome = run.finish(limit: 5)
        #expect(outcome.endedByItself && outcome.code == 6, "\(signal): code \(outcome.code), \(outcome.output)")
        #expect(outcome.output.contains("stopped by a signal"))
        steps = place.stepsDone("parts")
        let parts = place.run("parts")
        #expect(parts.checkpoints.last?.suffix(6) == "\(String(1000 + lastStep(of: parts)).suffix(3)).h5")
        #expect(parts.metrics == Array(whole.metrics.prefix(parts.metrics.count)))
      }
      try place.train("parts", settings, ["--resume"], ranks: 4)
      #expect(place.run("parts").differences(from: whole, sameStops: false) == [])
    }

    @Test("a run whose parent ignores SIGHUP, as nohup does, outlives its terminal")
    func ignoredHangUp() throws {
      let place = try Workplace()
      let run = try Pathline.start(
        place.training("run", Self.work), in: place.path, wrapper: ["sh", "-c", #"trap "" HUP; exec "$0" "$@""#])
      try #require(place.wait(for: "run", toPass: 3), "\(run.output)")
      run.send(SIGHUP)
      #expect(run.finish(limit: 60).code == 0)
      #expect(place.run("run").checkpoints.last?.hasSuffix("0300.h5") == true)
    }

    private func lastStep(of run: RunContents) -> Int {
      run.metrics.last.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        .flatMap { $0["step"] as? Int } ?? -1
    }

    @Test("killed with all its ranks at random moments, again and again")
    func kills() throws {
      let place = try Workplace()
      let settings = [
        "training.steps=400", "evaluation.everySteps=3", "checkpoint={everySteps: 1, keep: 2}",
      ]
      try place.train("whole", settings)
      var kills = 0
      var steps = 0
      var generator = SplitMix(seed: 2)
      for trial in 0..<8 {
        let ranks = [nil, 2, nil, 3][trial % 4]
        let run = try place.start("parts", settings, steps > 0 ? ["--resume"] : [], ranks: ranks)
        _ = ProcessTable.wait(60) { !run.isRunning || place.stepsDone("parts") > steps + 4 }
        usleep(UInt32.random(in: 0..<20_000, using: &generator))
        run.killAll()
        let outcome = run.finish(limit: 5)
        #expect(!outcome.output.contains("Falling back"), "trial \(trial): a checkpoint was bad: \(outcome.output)")
        if outcome.code != 0 { kills += 1 }
        steps = place.stepsDone("parts")
        // Every file that has a name is complete, by the word of other readers.
        try Python.run("intact.py", ["parts"], in: place.path)
      }
      #expect(kills >= 4, "most runs were killed before their end")
      let last = try Pathline.succeed(place.training("parts", settings, ["--resume"]), ranks: 2, in: place.path)
      #expect(last.output.contains("resuming after step") && !last.output.contains("Falling back"))
      let parts = place.run("parts")
      #expect(parts.differences(from: place.run("whole")) == [])
      #expect(!parts.files.keys.contains { $0.hasSuffix(".tmp") }, "what killed runs left is swept away")
    }

    @Test("kill -9 of one rank ends the others within 5 s", arguments: [0, 1, 2])
    func oneRank(victim: Int) throws {
      let place = try Workplace()
      let settings = Self.work + ["checkpoint={everySteps: 5, keep: 2}", "training.steps=100000"]
      let run = try place.start("run", settings, ranks: 3)
      try #require(place.wait(for: "run", toPass: 12), "\(run.output)")
      let ranks = (0..<3).compactMap { run.process(ofRank: $0) }
      try #require(ranks.count == 3)
      kill(ranks[victim], SIGKILL)
      let outcome = run.finish(limit: 5)
      #expect(outcome.endedByItself)
      #expect(outcome.code == 128 + SIGKILL)
      #expect(ProcessTable.allGone(ranks, within: 1))
      try Python.run("intact.py", ["run"], in: place.path)
      // The directory is free again, and the run can go on.
      let steps = "training.steps=\(place.stepsDone("run") + 10)"
      try place.train("run", settings.dropLast() + [steps], ["--resume"])
      try place.train("whole", settings.dropLast() + [steps])
      // Both checkpoints that are kept were written after the kill, under the shorter job.
      #expect(place.run("run").differences(from: place.run("whole")) == [])
    }

    @Test("a closed standard output, and one whose reader has gone, stop nothing and reach no file")
    func closedStreams() throws {
      let place = try Workplace()
      let settings = ["training.steps=30"]
      try place.train("open", settings)
      for (name, script) in [
        ("closed", #"exec "$0" "$@" <&- >&- 2>&-"#), ("half", #"exec "$0" "$@" >&-"#),
        ("gone", #"{ "$0" "$@" 2>&1; echo $? > code; } | true; exit "$(cat code)""#),
      ] {
        let run = try Pathline.run(
          place.training(name, settings), in: place.path, wrapper: ["bash", "-c", script])
        #expect(run.code == 0, "\(name): \(run.output)")
        #expect(place.run(name).differences(from: place.run("open")) == [], "\(name)")
        try Python.run("intact.py", [name], in: place.path)
      }
    }
  }
}

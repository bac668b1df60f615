import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What is in a run directory decides how a run begins, and is never lost by mistake.
  @Suite struct RunDirectories {
    /// A run of 40 steps, with checkpoints after 10, 20, 30 and 40.
    private static let settings = ["training.steps=40", "checkpoint={everySteps: 10, keep: 4}"]

    @Test("a run that is there is left alone without --resume or --overwrite")
    func existing() throws {
      let place = try Workplace()
      try place.train("run", Self.settings)
      let before = place.run("run")
      try Pathline.fail(
        place.training("run", Self.settings), code: 2, saying: ["run: ", "--resume", "--overwrite"], ranks: 2,
        in: place.path)
      #expect(place.run("run").files == before.files)
      // Other files in the directory are not a run's, and survive even --overwrite.
      place.scratch.write("mine".utf8, "run/notes.txt")
      try place.train("run", Self.settings + ["seed=99"], ["--overwrite"])
      let after = place.run("run")
      #expect(after.metrics != before.metrics && after.files["notes.txt"] == Data("mine".utf8))
    }

    @Test("a damaged newest checkpoint is passed over, and the run still ends with the same bits", arguments: [1, 3])
    func damagedNewest(ranks: Int) throws {
      let place = try Workplace()
      try place.train("whole", Self.settings)
      let whole = place.run("whole")
      for fault in ["flipped", "truncated", "empty", "text"] {
        let name = "run-\(fault)"
        try FileManager.default.copyItem(atPath: place.scratch.file("whole"), toPath: place.scratch.file(name))
        place.scratch.write(
          Self.damage(try #require(whole.files["checkpoints/step-00000040.h5"]), fault),
          name + "/checkpoints/step-00000040.h5")
        let outcome = try Pathline.succeed(
          place.training(name, Self.settings, ["--resume"]), ranks: ranks, in: place.path)
        #expect(
          outcome.output.contains("\(name)/checkpoints/step-00000040.h5: ")
            && outcome.output.contains("Falling back to the checkpoint before it")
            && outcome.output.contains("resuming after step 30"), "\(fault): \(outcome.output)")
        #expect(place.run(name).differences(from: whole) == [], "\(fault)")
      }
    }

    @Test("resuming where no run was begun is refused; one that was stopped before its first step begins anew")
    func nothingToResume() throws {
      let place = try Workplace()
      try FileManager.default.createDirectory(atPath: place.scratch.file("other"), withIntermediateDirectories: true)
      for output in ["rum", "other"] {
        try Pathline.fail(
          place.training(output, Self.settings, ["--resume"]), code: 2,
          saying: ["\(output): there is no run to resume", "--output"], ranks: 2, in: place.path)
      }
      #expect(place.scratch.names == ["data.h5", "job.json5", "other"])
      // The first step fails, so that only the directories are there.
      try Pathline.fail(
        place.training("run", ["solver.maximumSteps=3"]), code: 5, saying: ["step 1, "], ranks: 2, in: place.path)
      let outcome = try Pathline.succeed(place.training("run", Self.settings, ["--resume"]), ranks: 2, in: place.path)
      #expect(outcome.output.contains("run: the run there was stopped before its first step"), "\(outcome.output)")
    }

    private static func damage(_ file: Data, _ fault: String) -> Data {
      switch fault {
      case "truncated": return file.prefix(file.count / 2)
      case "empty": return Data()
      case "text": return Data("no checkpoint".utf8)
      default:
        var flipped = file
        var generator = SplitMix(seed: UInt64(file.count))
        flipped[Int.random(in: 0..<file.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        return flipped
      }
    }

    @Test("where every checkpoint is damaged the run is refused and all is left as it is")
    func allDamaged() throws {
      let place = try Workplace()
      try place.train("run", Self.settings)
      for name in place.run("run").checkpoints {
        place.scratch.write(Self.damage(try #require(place.run("run").files[name]), "flipped"), "run/" + name)
      }
      let before = place.run("run")
      try Pathline.fail(
        place.training("run", Self.settings, ["--resume"]), code: 3, saying: ["run/checkpoints", "none of 4"], ranks: 2,
        in: place.path)
      #expect(place.run("run").files == before.files)
    }

    @Test("a changed job is refused with the keys that changed; keys that reach no number may change")
    func changedJob() throws {
      let place = try Workplace()
      try place.train("run", Self.settings)
      let before = place.run("run")
      for (change, words) in [
        (["training.optimizer.rate=0.5"], ["training.optimizer.rate (0.5, was 0.01)"]),
        (["field.hidden=[7]", "seed=8"], ["field.hidden ([7], was [6])", "seed (8, was 7)"]),
        (["precision=float32"], ["precision"]), (["solver.stepping=sample"], ["solver.stepping"]),
      ] {
        try Pathline.fail(
          place.training("run", Self.settings + change, ["--resume"]), code: 2, saying: words, ranks: 2, in: place.path)
        #expect(place.run("run").files == before.files, "\(change)")
      }
      try Pathline.succeed(
        ["data", "lotka-volterra", "--samples", "14", "--observations", "10", "--seed", "1", "--output", "other.h5"],
        in: place.path)
      try Pathline.fail(
        place.training("run", Self.settings + ["data.file=other.h5"], ["--resume"]), code: 3,
        saying: ["another data set"], ranks: 2, in: place.path)
      #expect(place.run("run").files == before.files)
      let longer = ["training.steps=45", "data.cache=\"2 KiB\"", "title=\"Longer\"", "checkpoint.keep=1"]
      try place.train("run", Self.settings + longer, ["--resume"], ranks: 2)
      try place.train("whole", Self.settings + longer)
      #expect(place.run("whole").metrics.count == 45 + 3, "45 steps and the evaluations after 15, 30 and 45")
      #expect(place.run("run").differences(from: place.run("whole")) == [])
    }

    @Test("a run that has more steps than the job asks for is left alone, and told how to go on", arguments: [nil, 2])
    func shorterJob(ranks: Int?) throws {
      let place = try Workplace()
      try place.train("run", Self.settings)
      let before = place.run("run")
      try Pathline.fail(
        place.training("run", Self.settings + ["training.steps=30"], ["--resume"]), code: 2,
        saying: ["run: ", "has 40 steps already", "a job of 30", "training.steps above 40"], ranks: ranks,
        in: place.path)
      #expect(place.run("run").files == before.files)
      try place.train("run", Self.settings + ["training.steps=41"], ["--resume"], ranks: ranks)
      #expect(place.run("run").metrics.count == 41 + 3, "41 steps and the evaluations after 15, 30 and 41")
    }

    @Test("another byte budget changes what a gradient costs, and nothing of its value")
    func otherBudget() throws {
      let place = try Workplace()
      // Too little for all steps of a solve, so that some are taken again.
      let less = Self.settings + ["solver.relativeTolerance=1e-9", "gradient.memory=\"64 KiB\""]
      let more = less.dropLast() + ["gradient.memory=\"64 MiB\""]
      try place.train("less", less, ranks: 2)
      try place.train("more", Array(more))
      func metrics(_ run: String, without costs: [String]) throws -> [NSDictionary] {
        try place.run(run).metrics.map { line in
          var record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
          for cost in costs { record[cost] = nil }
          return record as NSDictionary
        }
      }
      #expect(try metrics("less", without: []) != metrics("more", without: []))
      let costs = ["replayed", "nfeBackward"]
      #expect(try metrics("less", without: costs) == metrics("more", without: costs))
      #expect(try metrics("less", without: costs).count == 40 + 3)
    }

    @Test("two runs never share a directory")
    func lock() throws {
      let place = try Workplace()
      let settings = Stops.work + ["training.steps=100000", "checkpoint.everySteps=0"]
      let first = try place.start("run", settings, ranks: 2)
      try #require(place.wait(for: "run", toPass: 3), "\(first.output)")
      for flags in [[], ["--resume"], ["--overwrite"]] {
        try expectRefusal(try Pathline.run(place.training("run", settings, flags), in: place.path, limit: 15))
      }
      try expectRefusal(try Pathline.run(place.training("run", settings, ["--resume"]), ranks: 2, in: place.path))
      first.send(SIGUSR1)
      let outcome = first.finish(limit: 5)
      #expect(outcome.code == 6, "\(outcome.output)")
      try Python.run("intact.py", ["run"], in: place.path)
    }

    private func expectRefusal(_ outcome: Outcome) throws {
      Pathline.expect(outcome, code: 2, saying: ["run/lock: ", "in use by process ", " on "], ["train"])
    }

    @Test("a dry run writes nothing")
    func dryRun() throws {
      let place = try Workplace()
      let outcome = try Pathline.succeed(place.training("run", [], ["--dry-run"]), ranks: 2, in: place.path)
      #expect(outcome.output.contains("14 samples") && outcome.output.contains("50 steps"))
      #expect(place.scratch.names == ["data.h5", "job.json5"])
    }
  }
}

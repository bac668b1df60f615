import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The commands that examine: `compare`, `inspect`, `check` and `doctor`.
  @Suite struct Examinations {
    @Test("compare finds one number that is one step of its type off", arguments: ["float32", "float64"])
    func compare(precision: String) throws {
      let place = try Workplace()
      let settings = ["precision=\(precision)", "training.steps=20"]
      try place.train("a", settings)
      try place.train("b", settings, ranks: 2)
      let identical = try Pathline.succeed(["compare", "a", "b"], in: place.path)
      #expect(identical.lines.contains("identical"), "\(identical.output)")

      let checkpoint = "b/checkpoints/step-00000020.h5"
      try Python.run("nudge.py", [checkpoint, "parameters/layer0.weight"], in: place.path)
      for (arguments, place1) in [
        (["compare", "a", "b"], "step-00000020.h5"), (["compare", "a/checkpoints/step-00000020.h5", checkpoint], ""),
      ] {
        let different = try Pathline.run(arguments, in: place.path)
        #expect(different.code == 1, "\(different.output)")
        #expect(different.lines.contains("different in 1 place"), "\(different.output)")
        #expect(
          different.lines.contains {
            (place1.isEmpty || $0.contains(place1)) && $0.hasSuffix("/parameters/layer0.weight")
          },
          "\(different.output)")
      }
      // The nudged checkpoint is a good one: a run goes on from it, and elsewhere.
      try place.train("b", settings.dropLast() + ["training.steps=25"], ["--resume"])
      try place.train("a", settings.dropLast() + ["training.steps=25"], ["--resume"])
      let after = try Pathline.run(["compare", "a", "b"], in: place.path)
      #expect(after.code == 1 && after.output.contains("metrics.jsonl"), "\(after.output)")
    }

    @Test("inspect knows every output, and a damaged one")
    func inspect() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=20"])
      for (file, words) in [
        ("data.h5", ["14", "prey"]), ("run/checkpoints/step-00000020.h5", ["layer0.weight"]),
        ("run/checkpoints/best.h5", ["layer0.weight"]), ("run/history.h5", ["loss"]),
        ("run/trajectories.h5", ["predicted"]),
      ] {
        let outcome = try Pathline.succeed(["inspect", file], in: place.path)
        for word in words { #expect(outcome.output.contains(word), "\(file): \(outcome.output)") }
        var content = try #require(FileManager.default.contents(atPath: place.scratch.file(file)))
        content[content.count / 2] ^= 4
        place.scratch.write(content, "damaged.h5")
        let damaged = try Pathline.run(["inspect", "damaged.h5"], in: place.path)
        #expect(damaged.code == 3 && damaged.output.contains("damaged"), "\(file): \(damaged.output)")
      }
    }

    @Test("types that Pathline does not write are compared by their bytes, and links are told")
    func oddTypes() throws {
      let place = try Workplace()
      try Python.run("odd_types.py", ["a.h5", "b.h5"], in: place.path)
      let different = try Pathline.run(["compare", "a.h5", "b.h5"], in: place.path)
      #expect(different.code == 1 && different.lines.contains("different in 2 places"), "\(different.output)")
      for words in [
        "/half", "elements differ, first at [1, 2]", "/pairs", "elements differ, first at [3]",
        "/elsewhere: not compared (a link)",
      ] {
        #expect(different.output.contains(words), "\(different.output)")
      }
      let listed = try Pathline.succeed(["inspect", "a.h5"], in: place.path)
      for words in ["/half", "/pairs", "/link", "/elsewhere"] {
        #expect(listed.output.contains(words), "\(listed.output)")
      }
    }

    @Test("check tells what a job would do, certifies its gradient, and writes nothing", arguments: [nil, 2])
    func check(ranks: Int?) throws {
      let place = try Workplace()
      let plain = try Pathline.succeed(["check", "job.json5"], ranks: ranks, in: place.path)
      #expect(plain.output.contains("14 samples"), "\(plain.output)")
      let gradient = try Pathline.succeed(["check", "job.json5", "--gradient"], ranks: ranks, in: place.path)
      #expect(gradient.output.contains("verdict: right"), "\(gradient.output)")
      let json = try Pathline.succeed(["check", "job.json5", "--gradient", "--json"], ranks: ranks, in: place.path)
      #expect(json.output.contains("\"isTransposed\":true"), "\(json.output)")
      let alone = try Pathline.run(["check", "job.json5", "--json"], in: place.path)
      #expect(alone.code == 2 && alone.output.contains("--gradient is missing"), "\(alone.output)")
      #expect(place.scratch.names == ["data.h5", "job.json5"])
      try Python.run("bad_data.py", ["data.h5", "."], in: place.path)
      let bad = try Pathline.run(["check", "job.json5", "--set", "data.file=nan.h5"], ranks: ranks, in: place.path)
      #expect(bad.code == 3 && bad.output.contains("/values, sample 5"), "\(bad.output)")
    }

    @Test("doctor sees the ranks it is started with", arguments: [nil, 2])
    func doctor(ranks: Int?) throws {
      let outcome = try Pathline.run(["doctor"], ranks: ranks)
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(outcome.output.contains("HDF5") && outcome.output.contains("MPI"), "\(outcome.output)")
    }
  }
}

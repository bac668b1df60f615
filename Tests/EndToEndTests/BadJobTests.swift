import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A job or command line that cannot be followed: one message with its place, code 2, and nothing is written.
  @Suite struct BadJobs {
    @Test("a key, value or option that makes no sense is named, with what would")
    func values() throws {
      let place = try Workplace()
      let cases: [(settings: [String], flags: [String], words: [String])] = [
        (
          ["training.stesp=5"], [], ["--set training.stesp=5", "no key training.stesp", "did you mean training.steps?"]
        ),
        (["solver.metod=rk4"], [], ["did you mean solver.method?"]),
        (["training.steps=fast"], [], ["--set training.steps=fast: training.steps is the text \"fast\"; give a whole"]),
        (["training.clip=-nan"], [], ["training.clip is the text \"-nan\"; give a number above 0"]),
        (["training.decay=1e300"], [], ["training.decay times training.optimizer.rate must not exceed 1"]),
        (["training.steps=\"fast\""], [], ["training.steps is the text \"fast\"; give a whole number"]),
        (["training.steps=1.5"], [], ["training.steps is 1.5; give a whole number"]),
        (["training.steps=0"], [], ["training.steps is 0, but must be at least 1"]),
        (["solver.relativeTolerance=2"], [], ["solver.relativeTolerance is 2, but must be above 0 and below 1"]),
        (["solver.method=rk5"], [], ["solver.method is \"rk5\"; did you mean \"rk4\"?"]),
        (["field.hidden=[5, \"six\"]"], [], ["field.hidden", "\"six\""]),
        (["data.scale=[1, 2, 3]"], [], ["data.scale has 3 numbers", "2 series (prey, predators)"]),
        (["training.group=100"], [], ["training.group must not exceed training.batch"]),
        (["solver.step=0.1"], [], ["solver.step has no effect because solver.method is dopri5"]),
        (["gradient.memory=\"1 KiB\"", "field.hidden=[500]"], [], ["gradient.memory"]),
        ([], ["--rezume"], ["no option --rezume; did you mean --resume?"]),
        ([], ["--resume", "--overwrite"], ["--resume and --overwrite exclude each other"]),
      ]
      for (settings, flags, words) in cases {
        try Pathline.fail(
          place.training("run", settings, flags), code: 2, saying: words, ranks: 2, in: place.path)
        #expect(place.scratch.names == ["data.h5", "job.json5"], "\(settings)")
      }
    }

    @Test("a data set that is not there is told in sentences of their own")
    func dataSet() throws {
      let place = try Workplace()
      for (name, hint) in [("lynx", "\"lynx\". `pathline"), ("spirals", "did you mean spiral? `pathline")] {
        try Pathline.fail(["data", name, "--output", "x.h5"], code: 2, saying: [hint], in: place.path)
      }
      // C writes what is not a number with its sign; a column that is not there is told apart from those that are.
      place.scratch.write("t,a\n0,1\n1,-nan\n2,3\n".utf8, "table.csv")
      try Pathline.succeed(["data", "csv", "--input", "table.csv", "--output", "t.h5"], in: place.path)
      try Pathline.fail(
        ["data", "csv", "--input", "table.csv", "--time", "seconds", "--output", "x.h5"], code: 3,
        saying: ["no column \"seconds\". The columns are t, a."], in: place.path)
      #expect(!place.scratch.names.contains("x.h5"))
    }

    @Test("a wrong value is said once, and not also missed")
    func noEcho() throws {
      let place = try Workplace()
      let outcome = try Pathline.run(place.training("run", ["training.steps=fast"]), in: place.path)
      #expect(!outcome.output.contains("is missing"), "\(outcome.output)")
    }

    @Test(
      "a fault in the file is shown with line and column",
      arguments: [
        ("training: { steps: 50,", "training: { steps: 50,,", ["job.json5:6:25: ", "found ','"]),
        ("title: \"End", "title: End", ["job.json5:2:10: "]),
        ("trajectories: true },\n}", "trajectories: true }", ["job.json5:"]),
        ("validation:", "validatoin:", ["job.json5:3:28: ", "data.validatoin", "did you mean data.validation?"]),
        ("seed: 7", "seed: \"7\"", ["job.json5:2:52: seed is the text \"7\""]),
        ("\"float64\"", "\"float46\"", ["job.json5:2:35: ", "did you mean \"float64\"?"]),
      ])
    func places(old: String, new: String, words: [String]) throws {
      let place = try Workplace()
      let text = Workplace.job.replacingOccurrences(of: old, with: new)
      try #require(text != Workplace.job)
      place.scratch.write(text.utf8, "job.json5")
      try Pathline.fail(place.training("run"), code: 2, saying: words, ranks: 2, in: place.path)
      #expect(place.scratch.names == ["data.h5", "job.json5"])
    }

    @Test("a job file that is not there, a directory, or no text")
    func unreadable() throws {
      let place = try Workplace()
      place.scratch.write([0xFF, 0xFE, 0x00], "binary.json5")
      for (job, words) in [
        ("absent.json5", ["absent.json5", "No such file"]), (".", ["directory"]),
        ("binary.json5", ["binary.json5:1:1"]),
      ] {
        try Pathline.fail(["train", job], code: 2, saying: words, ranks: 2, in: place.path)
      }
      #expect(place.scratch.names == ["binary.json5", "data.h5", "job.json5"])
    }
  }
}

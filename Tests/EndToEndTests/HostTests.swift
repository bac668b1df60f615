import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Hosts that do not hold the same: found before the first step, with the rank and host it comes from.
  ///
  /// Rank 1 works in a folder of its own, as on a host with disks of its own.
  @Suite struct Hosts {
    private let place: Workplace
    private let second: String
    private let host = ProcessInfo.processInfo.hostName

    /// Rank 0 finds the job and its data in the folder `first`, rank 1 copies of them in `second`.
    init() throws {
      place = try Workplace()
      second = place.scratch.file("second")
      for folder in ["first", "second"] {
        try FileManager.default.createDirectory(atPath: place.scratch.file(folder), withIntermediateDirectories: true)
        for name in ["data.h5", "job.json5"] {
          try FileManager.default.copyItem(
            atPath: place.scratch.file(name), toPath: place.scratch.file("\(folder)/\(name)"))
        }
      }
    }

    /// Starts each rank in its folder; rank 1 with words of its own behind the others.
    private static func apart(_ words: String = "") -> [String] {
      [
        "sh", "-c",
        """
        cd first; [ "$OMPI_COMM_WORLD_RANK" = 0 ] || { cd ../second; set -- "$@" \(words); }; exec "$0" "$@"
        """,
      ]
    }

    private func fail(
      _ arguments: [String], code: Int32, saying words: [String], extra: String = "",
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      try Pathline.fail(
        arguments, code: code, saying: ["pathline: rank 1 on \(host): "] + words, ranks: 2, in: place.path,
        wrapper: Self.apart(extra), sourceLocation: sourceLocation)
      #expect(!FileManager.default.fileExists(atPath: place.scratch.file("first/run")), sourceLocation: sourceLocation)
    }

    private func change(_ old: String, _ new: String) {
      place.scratch.write(Workplace.job.replacingOccurrences(of: old, with: new).utf8, "second/job.json5")
    }

    @Test("equal copies are as good as one file")
    func copies() throws {
      let outcome = try Pathline.run(place.training("run"), ranks: 2, in: place.path, wrapper: Self.apart())
      #expect(outcome.code == 0, "\(outcome.output)")
      try place.train("alone")
      // Files hold the path of the data; losses and norms of gradients, to the last digit, do not.
      #expect(place.run("first/run").metrics == place.run("alone").metrics)
      #expect(!FileManager.default.fileExists(atPath: second + "/run"), "rank 0 writes")
    }

    @Test(
      "another job on the second host",
      arguments: [
        ("rate: 1e-2", "rate: 1e-3", "training.optimizer.rate (0.001, there 0.01)"),
        ("hidden: [6]", "hidden: [7]", "field.hidden ([7], there [6])"),
        ("precision: \"float64\"", "precision: \"float32\"", "precision (\"float32\", there \"float64\")"),
        ("steps: 50", "epochs: 3", "training.epochs (3, there null), training.steps (null, there 50)"),
      ])
    func job(old: String, new: String, difference: String) throws {
      change(old, new)
      let words = ["job.json5: the job is not that of rank 0 on \(host): ", difference]
      try fail(place.training("run"), code: 2, saying: words)
      try fail(["check", "job.json5"], code: 2, saying: words)
    }

    @Test("a job file that is missing, empty or wrong on the second host")
    func jobFile() throws {
      place.scratch.write([], "second/job.json5")
      try fail(place.training("run"), code: 2, saying: ["job.json5:1:1: "])
      change("steps:", "stesp:")
      try fail(place.training("run"), code: 2, saying: ["did you mean training.steps?"])
      try FileManager.default.removeItem(atPath: second + "/job.json5")
      try fail(place.training("run"), code: 2, saying: ["job.json5: the job file cannot be read: "])
    }

    @Test("a data set that is missing, damaged, of another shape or of other content on the second host")
    func data() throws {
      let path = second + "/data.h5"
      let train = place.training("run")
      // One number is the next one of its type.
      try Python.run("nudge.py", [path, "values"], in: place.path)
      let words = ["\(path): the data are not those of rank 0 on \(host): ", "times, values or mask"]
      try fail(train, code: 3, saying: words)
      try fail(["check", "job.json5"], code: 3, saying: [path])
      try Pathline.succeed(
        ["data", "lotka-volterra", "--samples", "13", "--observations", "10", "--output", path], in: place.path)
      let shape = ["\(path): the data set is not that of rank 0 on \(host): ", "it has 13 samples", "there 14"]
      try fail(train, code: 3, saying: shape)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: place.scratch.file("data.h5")))
      bytes[bytes.count / 2] ^= 1
      place.scratch.write(bytes, "second/data.h5")
      try fail(train, code: 3, saying: ["\(path): the seal behind the data is broken"])
      try FileManager.default.removeItem(atPath: path)
      try fail(train, code: 4, saying: ["\(path): cannot open the file"])
    }

    @Test("other initial parameters on the second host")
    func parameters() throws {
      try place.train("made", ["training.steps=1"])
      for folder in ["first", "second"] {
        try FileManager.default.copyItem(
          atPath: place.scratch.file("made/checkpoints/step-00000001.h5"),
          toPath: place.scratch.file("\(folder)/start.h5"))
      }
      let arguments = place.training("run", ["field.parameters=start.h5"])
      try Python.run("nudge.py", [second + "/start.h5", "parameters/layer0.weight"], in: place.path)
      try fail(arguments, code: 3, saying: [second + "/start.h5: the parameters are not those of rank 0 on \(host)"])
    }

    @Test("other data for a trained model on the second host")
    func use() throws {
      try place.train("made", ["training.steps=1"])
      try Python.run("nudge.py", [second + "/data.h5", "values"], in: place.path)
      let made = place.scratch.file("made")
      let words = ["data.h5: the data are not those of rank 0 on \(host): "]
      try fail(["evaluate", made, "--data", "data.h5"], code: 3, saying: words)
      try fail(["predict", made, "--data", "data.h5", "--output", "out.h5"], code: 3, saying: words)
      #expect(!FileManager.default.fileExists(atPath: place.scratch.file("first/out.h5")))
    }

    @Test("another command line on the second host")
    func commandLine() throws {
      let train = place.training("run")
      let words = ["`train --output --dry-run`", "rank 0 on \(host) is `train --output`"]
      try fail(train, code: 2, saying: words, extra: "--dry-run")
      try fail(train, code: 2, saying: ["there is no option --rezume; did you mean --resume?"], extra: "--rezume")
      try fail(["inspect", "data.h5"], code: 2, saying: ["there is no option --deep"], extra: "--deep")
      try fail(["doctor"], code: 2, saying: ["\"now\" is one argument too many"], extra: "now")
    }
  }
}

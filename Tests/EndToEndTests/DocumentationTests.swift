import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What the documentation shows works as it is shown.
  @Suite struct Documentation {
    private static let checkout = URL(fileURLWithPath: Python.scripts)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let pages: [(name: String, text: String)] = {
      let folder = checkout.appendingPathComponent("docs")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.filter { $0.hasSuffix(".md") }.sorted().compactMap { name in
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)).map { (name, $0) }
      }
    }()

    /// The code blocks of a page in one language, in their order.
    private static func blocks(_ language: String, of page: String) -> [String] {
      page.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        .filter { $0.hasPrefix(language + "\n") }.map { String($0.dropFirst(language.count + 1)) }
    }

    /// The way through "Getting started", with fewer steps, and with what its snippets and those of the other pages
    /// read.
    @Test("the Python snippets of every page run on the files the pages speak of, and its job trains")
    func snippets() throws {
      let scratch = Scratch()
      let job = Self.checkout.appendingPathComponent("jobs/spiral.json5")
      try FileManager.default.createDirectory(
        atPath: scratch.file("jobs/data"), withIntermediateDirectories: true)
      scratch.write(try Data(contentsOf: job), "jobs/spiral.json5")
      try Pathline.succeed(["data", "spiral", "--output", "jobs/data/spiral.h5"], in: scratch.path)
      try Pathline.succeed(
        [
          "train", "jobs/spiral.json5", "--output", "runs/spiral", "--set", "training.steps=1000", "--set",
          "checkpoint.everySteps=1000",
        ], ranks: 2, in: scratch.path)
      try FileManager.default.copyItem(atPath: scratch.file("runs/spiral"), toPath: scratch.file("runs/first"))
      try Pathline.succeed(
        ["predict", "runs/spiral", "--times", "0:50:201", "--output", "longer.h5"], in: scratch.path)

      var count = 0
      for (name, text) in Self.pages {
        for (index, block) in Self.blocks("python", of: text).enumerated() {
          let script = scratch.write(block.utf8, "\(name)-\(index).py")
          try Python.run(file: script, [], in: scratch.path)
          count += 1
        }
      }
      #expect(count >= 2)

      let started = try #require(Self.pages.first { $0.name == "getting-started.md" }).text
      let own = try #require(Self.blocks("json5", of: started).first { $0.contains("circles.h5") })
      scratch.write(own.utf8, "circles.json5")
      let outcome = try Pathline.succeed(
        ["train", "circles.json5", "--set", "training.steps=10", "--output", "runs/circles"], ranks: 2,
        in: scratch.path)
      #expect(outcome.output.contains("80 for training, 20 for validation"), "\(outcome.output)")
    }

    /// Every command of "Getting started" after the build, with fewer steps, where `jobs/quickstart` has been before.
    @Test("the commands of \"Getting started\" work as they stand, after the quickstart too")
    func commands() throws {
      let scratch = Scratch()
      try FileManager.default.createDirectory(atPath: scratch.file("jobs/data"), withIntermediateDirectories: true)
      for name in ["jobs/spiral.json5", "jobs/quickstart"] {
        scratch.write(try Data(contentsOf: Self.checkout.appendingPathComponent(name)), name)
      }
      try Pathline.succeed(["data", "spiral", "--output", "jobs/data/spiral.h5"], in: scratch.path)
      let steps = ["--set", "training.steps=20", "--set", "evaluation.everySteps=10"]
      try Pathline.succeed(["train", "jobs/spiral.json5", "--output", "runs/spiral"] + steps, in: scratch.path)
      let page = try #require(Self.pages.first { $0.name == "getting-started.md" }).text
      scratch.write(try #require(Self.blocks("python", of: page).first).utf8, "circles.py")
      scratch.write(try #require(Self.blocks("json5", of: page).first).utf8, "circles.json5")
      try Python.run(file: scratch.file("circles.py"), [], in: scratch.path)

      let blocks = Self.blocks("", of: page).filter { !$0.contains("swift build") }
      #expect(blocks.count >= 5)
      let script = """
        pathline() {
          if [ "$1" = train ]; then set -- "$@" \(steps.joined(separator: " ")); fi
          command pathline "$@"
        }
        mpirun() { command mpirun --oversubscribe "$@" \(steps.joined(separator: " ")); }
        set -ex
        \(blocks.joined(separator: "\n"))
        """
      scratch.write(script.utf8, "commands.sh")
      let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      let folder = URL(fileURLWithPath: Pathline.path).deletingLastPathComponent().path
      let outcome = try ProgramRun(
        ["bash", "commands.sh"], environment: ["PATH": "\(folder):\(path)"], directory: scratch.path
      ).finish(limit: 240)
      #expect(outcome.code == 0, "\(outcome.output)")
      #expect(outcome.output.contains("identical"), "\(outcome.output)")
    }

    @Test("the figures of the examples are not drawn from runs of other jobs")
    func figures() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=20"])
      try Pathline.succeed(["predict", "run", "--output", "p.h5"], in: place.path)
      let python = try #require(ProcessInfo.processInfo.environment["PATHLINE_PYTHON"])
      let script = Self.checkout.appendingPathComponent("docs/figures/plot.py").path
      let outcome = try ProgramRun([python, script, "spiral", "run", "p.h5", "picture.png"], directory: place.path)
        .finish(limit: 60)
      #expect(outcome.code == 2 && outcome.output.contains("\"End to end\", but"), "\(outcome.output)")
      #expect(!place.scratch.names.contains("picture.png"))
    }

    @Test("--help of the program and of every subcommand, on one rank and once on three")
    func help() throws {
      let scratch = Scratch()
      let program = try Pathline.succeed(["--help"], in: scratch.path).output
      let names = program.components(separatedBy: "\n").filter { $0.hasPrefix("  ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.allSatisfy(\.isLowercase) && program.contains("\n  \($0) ") }
      let readme = try String(contentsOf: Self.checkout.appendingPathComponent("README.md"), encoding: .utf8)
      let known = [
        "train", "evaluate", "predict", "check", "data", "inspect", "compare", "bench", "doctor", "reference",
      ]
      #expect(Set(known).isSubset(of: names), "\(names)")
      for name in known {
        let help = try Pathline.succeed([name, "--help"], in: scratch.path).output
        #expect(help.hasPrefix("Usage: pathline \(name)") && help.contains("Exit codes:"))
        #expect(readme.contains("`pathline \(name)"), "the README lists \(name)")
      }
      let three = try Pathline.succeed(["train", "--help"], ranks: 3, in: scratch.path).output
      #expect(three.components(separatedBy: "Usage:").count == 2, "the first rank speaks for all")
      #expect(try Pathline.run(["trian"], in: scratch.path).code == 2)
    }
  }
}

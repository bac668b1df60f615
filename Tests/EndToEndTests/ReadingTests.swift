import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// How data are read before the first step, by the word of the kernel.
  @Suite struct Reading {
    /// Bytes that each rank asked the system to read.
    private func reads(_ arguments: [String], ranks: Int, in place: Workplace) throws -> [Int] {
      let wrapper = [try python, Python.scripts + "/reads.py", "reads"]
      let outcome = try Pathline.run(arguments, ranks: ranks, in: place.path, wrapper: wrapper)
      try #require(outcome.code == 0, "\(outcome.output)")
      return try (0..<ranks).map { rank in
        let text = try String(contentsOfFile: place.scratch.file("reads.\(rank)"), encoding: .utf8)
        return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      }
    }

    private var python: String { get throws { try #require(ProcessInfo.processInfo.environment["PATHLINE_PYTHON"]) } }

    @Test("before the first step a data set is read once as bytes and once as numbers, in equal parts by all ranks")
    func shared() throws {
      let place = try Workplace()
      // The cache holds next to nothing, so that everything that is asked for is read.
      let command = { (name: String) in
        ["check", "job.json5"]
          + ["data.file=\(name)", "data.cache=\"256 KiB\"", "data.validation=0.3"].flatMap { ["--set", $0] }
      }
      for (name, samples) in [("small.h5", 20), ("large.h5", 1020)] {
        let arguments = ["--samples", "\(samples)", "--observations", "1000", "--output", name]
        try Pathline.succeed(["data", "spiral"] + arguments, in: place.path)
      }
      func size(_ name: String) throws -> Int {
        try #require(FileManager.default.contents(atPath: place.scratch.file(name))).count
      }
      let bytes = try size("large.h5") - size("small.h5")
      for ranks in [1, 2, 3] {
        let small = try reads(command("small.h5"), ranks: ranks, in: place)
        let large = try reads(command("large.h5"), ranks: ranks, in: place)
        let more = zip(large, small).map { $0 - $1 }
        // What ranks share is cut at whole pieces, and a block at a cut is read by both.
        let slack = 3 << 20
        #expect(abs(more.reduce(0, +) - 2 * bytes) <= slack, "\(more) of \(bytes)")
        #expect(more.allSatisfy { $0 <= 2 * bytes / ranks + slack }, "\(more) of \(bytes)")
      }
    }

    @Test("a check with the gradient reads no more than one without, but for the items it solves")
    func check() throws {
      let place = try Workplace()
      try Pathline.succeed(
        ["data", "spiral", "--samples", "1000", "--observations", "1000", "--output", "data.h5"], in: place.path)
      let settings = ["data.cache=\"256 KiB\"", "data.window={length: 3}"].flatMap { ["--set", $0] }
      let plain = try reads(["check", "job.json5"] + settings, ranks: 1, in: place)
      let certified = try reads(["check", "job.json5", "--gradient"] + settings, ranks: 1, in: place)
      #expect(certified[0] - plain[0] < 4 << 20, "\(plain) \(certified)")
    }

    @Test("the seal of a data set is what the documentation says, and its parts are verified by all ranks")
    func seal() throws {
      let place = try Workplace()
      try Pathline.succeed(
        ["data", "spiral", "--samples", "300", "--observations", "1000", "--output", "data.h5"], in: place.path)
      try Python.run("pieces.py", ["data.h5"], in: place.path)
      let good = try #require(FileManager.default.contents(atPath: place.scratch.file("data.h5")))
      // In the parts of the first, second and third rank.
      for part in [1, 5, 9] {
        var damaged = good
        damaged[good.count * part / 10] ^= 1
        place.scratch.write(damaged, "damaged.h5")
        try Pathline.fail(
          ["check", "job.json5", "--set", "data.file=damaged.h5"], code: 3, saying: ["damaged.h5", "seal"], ranks: 3,
          in: place.path)
      }
    }

    @Test("a long reading tells on a terminal how far it is, and nowhere else")
    func progress() throws {
      let place = try Workplace()
      try Python.run("hollow.py", ["data.h5", "6000000"], in: place.path)
      let command = ["check", "job.json5", "--set", "data.validation=0"]
      let shown = try Python.run("terminal.py", [Pathline.path] + command, in: place.path)
      #expect(shown.contains("reading ") && shown.contains("data.h5: ") && shown.contains(" %, "), "\(shown)")
      // The line is taken away in the end.
      #expect(shown.contains("\\r\\x1b[K'"), "\(shown)")
      let silent = try Pathline.start(command, in: place.path, keepsErrorsApart: true).finish(limit: 60)
      #expect(silent.code == 0 && silent.errors.isEmpty, "\(silent.errors)")
    }
  }
}

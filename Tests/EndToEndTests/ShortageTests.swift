import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Too little memory is an error with a message, before anything is taken where it can be counted.
  @Suite struct Shortage {
    /// Runs a command within so many KiB of address space.
    private static func limited(to kibibytes: Int) -> [String] {
      ["sh", "-c", "ulimit -v \(kibibytes); exec \"$0\" \"$@\""]
    }

    @Test(
      "What a job asks for is counted before it is taken",
      arguments: [
        ("field.hidden", "field.hidden=[20000,20000]"), ("field.hidden", "field.hidden=[1000000,1000000]"),
        ("field.hidden", "field.hidden=[1000000000,1000000000]"), ("gradient.memory", "gradient.memory=8TiB"),
        ("model.augment", "model.augment=1000000000"),
        ("training.", "training={batch: 1000000000, group: 1000000000, steps: 1}"),
        ("model.eventLimit", "model={events: [{component: 0, level: 1}], eventLimit: 1000000000}"),
      ])
    func jobs(key: String, setting: String) throws {
      let place = try Workplace()
      let command = ["check", "job.json5", "--set", setting]
      try Pathline.fail(
        command, code: 2, saying: ["pathline: \(key)", " asks for ", " bytes (", "ulimit -v"], in: place.path,
        wrapper: Self.limited(to: 6_000_000))
    }

    @Test("Times of prediction and sizes of data sets are counted too")
    func requests() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=1"])
      let limit = Self.limited(to: 6_000_000)
      try Pathline.fail(
        ["predict", "run", "--times", "0:1:1000000000", "--output", "p.h5"], code: 2, saying: ["--times asks for "],
        in: place.path, wrapper: limit)
      for name in ["spiral", "lotka-volterra", "bouncing-ball"] {
        try Pathline.fail(
          ["data", name, "--samples", "1000000000", "--output", "d.h5"], code: 2, saying: ["--samples asks for "],
          in: place.path, wrapper: limit)
        try Pathline.fail(
          ["data", name, "--observations", "\(Int.max)", "--output", "d.h5"], code: 2,
          saying: ["--observations asks for more than "], in: place.path, wrapper: limit)
      }
      #expect(!FileManager.default.fileExists(atPath: place.path + "/p.h5"))
    }

    @Test("The ranks of a host share its memory: what fits one of them need not fit all")
    func ranks() throws {
      let place = try Workplace()
      // A state so large that the budget alone limits how many are planned to be kept.
      func check(_ budget: Int) -> [String] {
        ["check", "job.json5", "--set", "gradient.memory=\(budget)", "--set", "model.augment=400"]
      }
      let refusal = try Pathline.fail(check(1 << 50), code: 2, saying: ["gradient.memory asks for "], in: place.path)
      let words = refusal.output.components(separatedBy: ", but ").last?.split(separator: " ") ?? []
      let limit = try #require(words.firstIndex(of: "bytes").flatMap { Int(words[$0 - 1]) }, "\(refusal.output)")
      // Two ranks at three fifths each; nothing of it is touched.
      try Pathline.fail(
        check(limit / 5 * 3), code: 2, saying: ["gradient.memory asks for ", "the 2 ranks on "], ranks: 2,
        in: place.path)
      try Pathline.succeed(check(limit / 5 * 3), in: place.path)
    }

    @Test("Memory that nobody could count before is a failure with code 4, not a crash")
    func uncounted() throws {
      let scratch = Scratch()
      let row = Array("1,2\n".utf8)
      var table = Array("t,x\n".utf8)
      for _ in 0..<3_000_000 { table += row }
      scratch.write(table, "table.csv")
      let outcome = try Pathline.run(
        ["data", "csv", "--input", "table.csv", "--output", "d.h5"], in: scratch.path,
        wrapper: Self.limited(to: 300_000))
      Pathline.expect(outcome, code: 4, saying: ["out of memory"], ["data", "csv"])
    }
  }
}

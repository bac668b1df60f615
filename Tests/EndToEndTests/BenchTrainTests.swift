import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `pathline bench train` against losses that NumPy got for the same work.
  @Suite struct BenchTrain {
    private static let peers = URL(fileURLWithPath: Python.scripts).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/benchmarks/peers").path

    private static func export(_ name: String, _ fault: String? = nil, in scratch: Scratch) throws {
      try Python.run("peers_file.py", [peers, name] + (fault.map { [$0] } ?? []), in: scratch.path)
    }

    private static func words(_ file: String, _ more: [String] = []) -> [String] {
      ["bench", "train", "--from", file, "--dtype", "float64", "--iters", "3", "--warmup", "2"] + more
    }

    /// The one line of JSON.
    private static func report(
      _ words: [String], ranks: Int? = nil, in scratch: Scratch
    ) throws -> [String: Any] {
      let outcome = try Pathline.succeed(words, ranks: ranks, in: scratch.path)
      let line = try #require(outcome.output.split(separator: "\n").first)
      return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    /// The largest relative difference from the one peer of a report.
    private static func difference(_ report: [String: Any]) throws -> Double {
      let all = try #require(report["peers"] as? [[String: Any]])
      let peer = try #require(all.count == 1 ? all[0] : nil, "\(report)")
      #expect(peer["lib"] as? String == "numpy" && peer["steps"] as? Int == 5 && peer["agrees"] as? Bool == true)
      return try #require(peer["loss_difference"] as? Double)
    }

    @Test("five RMSprop steps give the losses that complex-step derivatives give, on one and two ranks")
    func equalWork() throws {
      let scratch = Scratch()
      try Self.export("w1.h5", in: scratch)
      let fixed = try Self.report(
        Self.words("w1.h5", ["--workload", "W1", "--method", "rk4-38"]), in: scratch)
      #expect(try Self.difference(fixed) < 1e-13)
      // Three intervals of four stages, without any other evaluation.
      #expect(fixed["nfe_fwd"] as? Double == 12)
      for gradient in ["discrete", "backsolve"] {
        let words = Self.words("w1.h5", ["--gradient", gradient])
        #expect(try Self.difference(try Self.report(words, in: scratch)) < 1e-7)
      }
      let single = try Self.report(
        ["bench", "train", "--from", "w1.h5", "--method", "rk4-38", "--iters", "3", "--warmup", "2"], in: scratch)
      #expect(single["dtype"] as? String == "float32" && (single["peers"] as? [Any])?.isEmpty == true)

      let grouped = Self.words("w1.h5", ["--group", "2"])
      let one = try Self.report(grouped, in: scratch)
      let two = try Self.report(grouped, ranks: 2, in: scratch)
      for key in ["loss_first", "loss_final", "nfe_fwd", "nfe_bwd", "group"] {
        #expect(one[key] as? Double == two[key] as? Double && one[key] is NSNumber, "\(key)")
      }
      #expect(two["ranks"] as? Int == 2)
      let halves = try Self.report(Self.words("w1.h5"), ranks: 2, in: scratch)
      #expect(halves["group"] as? Int == 3)
      _ = try Self.difference(halves)
    }

    @Test("losses that differ are an error, code 5, after the figures")
    func disagreement() throws {
      let scratch = Scratch()
      try Self.export("w1.h5", "losses", in: scratch)
      let outcome = try Pathline.run(Self.words("w1.h5", ["--method", "rk4-38"]), ranks: 2, in: scratch.path)
      #expect(outcome.code == 5)
      #expect(outcome.output.contains("\"agrees\":false"))
      #expect(outcome.output.components(separatedBy: "the losses differ from those of numpy by 1.00e-06").count == 2)
    }

    @Test("files that are not what they must be are named, code 3")
    func badFiles() throws {
      let scratch = Scratch()
      let cases = [
        ("no-results", ["/results", "no such group"]), ("no-batches", ["/batches/y", "no such dataset"]),
        ("no-weights", ["/params0/func.net.0.weight"]), ("no spec", ["attribute spec", "missing"]),
        ("spec", ["attribute spec", "no JSON"]), ("order", ["attribute order", "1 arrays instead of 4"]),
        ("shape", ["/params0/func.net.0.weight", "[2, 5] instead of [5, 2]"]),
        ("nan", ["/batches/y", "not a finite number"]), ("times", ["/data/t", "not ascending"]),
      ]
      for (fault, words) in cases {
        let name = fault.replacingOccurrences(of: " ", with: "-") + "-x.h5"
        try Self.export(name, fault, in: scratch)
        let ranks = fault == "nan" ? 2 : nil
        try Pathline.fail(Self.words(name), code: 3, saying: [name] + words, ranks: ranks, in: scratch.path)
      }
      try Self.export("w1.h5", in: scratch)
      try Pathline.fail(
        Self.words("w1.h5", ["--workload", "W1b"]), code: 3, saying: ["W1-spiral", "--workload asks for W1b"],
        in: scratch.path)
      try Pathline.fail(
        ["bench", "train", "--from", "w1.h5", "--iters", "4", "--warmup", "2"], code: 3,
        saying: ["5 batches", "6 steps are asked for"], in: scratch.path)
      try Pathline.fail(Self.words("absent.h5"), code: 4, saying: ["absent.h5"], in: scratch.path)
      try Pathline.fail(
        Self.words("w1.h5", ["--memory", "1KiB"]), code: 2, saying: ["the byte budget is too small"], in: scratch.path)
      try Pathline.fail(Self.words("w1.h5", ["--memory", "much"]), code: 2, saying: ["--memory"], in: scratch.path)
    }
  }
}

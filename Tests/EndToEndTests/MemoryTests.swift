import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What the program holds in memory, by the word of the kernel.
  @Suite struct Memory {
    /// The peak of a command in KiB.
    private func memory(of arguments: [String], in place: Workplace) throws -> Int {
      let output = try Python.run("peak.py", [Pathline.path] + arguments, in: place.path)
      return try #require(Int(output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test("backsolve needs no more memory for 100,000 steps than for 100, the exact gradient no more than its budget")
    func steps() throws {
      let place = try Workplace()
      // One sample, so that the solver's steps are those asked for.
      try Pathline.succeed(
        ["data", "spiral", "--samples", "1", "--observations", "11", "--output", "data.h5"], in: place.path)
      func peak(_ steps: Int, _ gradient: String) throws -> Int {
        let solver = "solver={method: \"rk4\", step: \(25 / Double(steps)), maximumSteps: 1000000}"
        let settings = [solver, "gradient=\(gradient)", "data.validation=0", "training.steps=1"]
        let peak = try memory(of: place.training("run", settings, ["--overwrite"]), in: place)
        let record = try #require(place.run("run").metrics.first)
        let taken = try #require(
          (try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])?["nfeForward"] as? Int)
        #expect(taken >= 4 * steps && taken < 4 * steps + 100, "\(record)")
        return peak
      }
      for (gradient, budget) in [("{method: \"backsolve\", bound: 1e9}", 0), ("{memory: \"8 MiB\"}", 8 << 10)] {
        let (few, many) = (try peak(100, gradient), try peak(100_000, gradient))
        // The kernel counts pages, and the allocator keeps some.
        #expect(many <= few + budget + 1024, "\(gradient): \(few) KiB and \(many) KiB")
      }
    }

    @Test("a data set that is larger than its cache is read in the memory of the cache")
    func data() throws {
      let place = try Workplace()
      func peak(_ samples: Int) throws -> Int {
        let arguments = ["--samples", "\(samples)", "--observations", "1000", "--output", "data.h5"]
        try Pathline.succeed(["data", "spiral"] + arguments, in: place.path)
        return try memory(
          of: ["check", "job.json5", "--set", "data.cache=\"1 MiB\"", "--set", "data.validation=0"], in: place)
      }
      // 16 KB a sample: 0.2 MB and 48 MB.
      let (small, large) = (try peak(12), try peak(3000))
      #expect(large - small < 8 << 10, "\(small) KiB and \(large) KiB")
    }
  }
}

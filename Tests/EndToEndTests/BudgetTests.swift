import TestSupport
import Testing

extension EndToEnd {
  /// A byte budget of the gradient that is too small for the steps of the solves.
  @Suite struct Budgets {
    @Test("a budget too small to take steps back is refused at once, and with fixed steps what it asks for is enough")
    func reversible() throws {
      let place = try Workplace()
      // Times that all samples share: with fixed steps all groups take the same.
      try Pathline.succeed(
        ["data", "spiral", "--samples", "6", "--observations", "11", "--output", "data.h5"], in: place.path)
      for (run, solver) in [
        ("fixed", "{method: \"leapfrog\", step: 0.005}"), ("adaptive", "{method: \"alf\", maximumStep: 0.005}"),
      ] {
        let settings = ["solver=\(solver)", "training.steps=3"]
        func gradient(_ memory: String) -> String { "gradient={method: \"reversible\", memory: \"\(memory)\"}" }
        let small = settings + [gradient("100 KiB")]
        var asked = ""
        for ranks in [nil, 2] {
          for command in [
            ["check", "job.json5"] + small.flatMap { ["--set", $0] }, place.training(run, small),
          ] {
            let outcome = try Pathline.fail(
              command, code: 2, saying: ["before the first step, samples ", "raise gradient.memory"], ranks: ranks,
              in: place.path)
            let words = outcome.output.split(separator: " ")
            asked = words.firstIndex(of: "least").map { String(words[$0 + 1]) } ?? ""
          }
        }
        #expect(!place.scratch.names.contains(run))
        let enough = settings + [gradient("\(try #require(Int(asked))) B")]
        if run == "fixed" { try place.train(run, enough) }
      }
    }
  }
}

import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Files that are not what they were, or not what they are taken for: refused with code 3 before anything is made of
  /// them.
  @Suite struct UntrustedFiles {
    /// Changes one letter of a text in a file: HDF5 has no checksum for it, only the seal tells.
    private func damage(_ name: String, text: String, as copy: String, in place: Workplace) throws {
      var content = try #require(FileManager.default.contents(atPath: place.scratch.file(name)))
      let found = try #require(content.range(of: Data(text.utf8)))
      content[found.lowerBound] ^= 1
      place.scratch.write(content, copy)
    }

    @Test("a data set with a broken seal is used by no command, and one without a seal by all")
    func brokenData() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=5"])
      try damage("data.h5", text: "generated: ", as: "damaged.h5", in: place)
      let words = ["damaged.h5", "the seal behind the data is broken", "h5repack"]
      for ranks in [nil, 2] {
        for command in [
          ["evaluate", "run", "--data", "damaged.h5"],
          ["predict", "run", "--data", "damaged.h5", "--output", "out.h5"],
          ["check", "job.json5", "--set", "data.file=damaged.h5"], place.training("new", ["data.file=damaged.h5"]),
        ] {
          try Pathline.fail(command, code: 3, saying: words, ranks: ranks, in: place.path)
        }
      }
      #expect(!place.scratch.names.contains("out.h5") && !place.scratch.names.contains("new"))
      // The data set of the run itself.
      let good = try #require(FileManager.default.contents(atPath: place.scratch.file("data.h5")))
      try damage("data.h5", text: "generated: ", as: "data.h5", in: place)
      try Pathline.fail(["evaluate", "run"], code: 3, saying: ["data.h5", "seal"], in: place.path)
      place.scratch.write(good.dropLast(103), "data.h5")
      try Pathline.succeed(["evaluate", "run"], in: place.path)
    }

    @Test("parameters are not taken from a checkpoint with a broken seal")
    func brokenParameters() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=5"])
      // A bit of an exponent: the number stays finite, and nothing but the seal tells.
      let printed = try Python.run(
        "place.py", ["run/checkpoints/best.h5", "parameters/layer0.weight"], in: place.path)
      let offset = try #require(Int(printed.trimmingCharacters(in: .whitespacesAndNewlines)))
      let best = try #require(FileManager.default.contents(atPath: place.scratch.file("run/checkpoints/best.h5")))
      var damaged = best
      damaged[offset + 7] ^= 1 << 6
      place.scratch.write(damaged, "damaged.h5")
      place.scratch.write(best.dropLast(103), "plain.h5")
      for ranks in [nil, 2] {
        try Pathline.fail(
          place.training("new", ["field.parameters=damaged.h5"]), code: 3, saying: ["damaged.h5", "seal"], ranks: ranks,
          in: place.path)
        #expect(!place.scratch.names.contains("new"))
      }
      // Sealed or not, good parameters give the same run on any number of ranks.
      try place.train("one", ["field.parameters=plain.h5", "training.steps=5"])
      try place.train("two", ["field.parameters=run/checkpoints/best.h5", "training.steps=5"], ranks: 3)
      #expect(place.run("one").metrics == place.run("two").metrics)
      #expect(!place.run("one").metrics.isEmpty)
    }

    @Test("a model is not used on series of other names or in another order than it was trained on")
    func otherSeries() throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=5"])
      for (name, names) in [
        ("same", ["prey", "predators"]), ("swapped", ["predators", "prey"]), ("other", ["prey", "foxes"]),
        ("none", []),
      ] {
        try Python.run("names.py", ["data.h5", "\(name).h5"] + names, in: place.path)
      }
      for name in ["same", "none"] {
        try Pathline.succeed(["evaluate", "run", "--data", "\(name).h5"], in: place.path)
      }
      for (name, words) in [
        ("swapped", ["the series are predators, prey", "trained on prey, predators, in this order"]),
        ("other", ["the series are prey, foxes", "trained on prey, predators;"]),
      ] {
        for ranks in [nil, 2] {
          try Pathline.fail(
            ["evaluate", "run", "--data", "\(name).h5"], code: 3, saying: ["\(name).h5: /values"] + words, ranks: ranks,
            in: place.path)
        }
        try Pathline.fail(
          ["predict", "run/checkpoints/best.h5", "--data", "\(name).h5", "--output", "out.h5"], code: 3, saying: words,
          in: place.path)
      }
      #expect(!place.scratch.names.contains("out.h5"))
      // A checkpoint of a time when they held no names.
      try Python.run("names.py", ["--forget", "run/checkpoints/best.h5"], in: place.path)
      try Pathline.succeed(["evaluate", "run/checkpoints/best.h5", "--data", "swapped.h5"], in: place.path)
    }
  }
}

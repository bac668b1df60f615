import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Data that are not what they must be: one message with file, dataset and place, code 3, and nothing is lost.
  @Suite struct BadData {
    @Test("each fault is named, whichever rank meets it, and a run that is there stays as it is")
    func faults() throws {
      let place = try Workplace()
      let nan = try Python.run("bad_data.py", ["data.h5", "."], in: place.path).trimmingCharacters(in: .newlines)
      // Every sample is trained on, so every fault is met.
      try place.train("run", ["data.validation=0", "training.steps=20"])
      let before = place.run("run")
      let cases: [(name: String, words: [String])] = [
        ("empty", ["the file is empty"]), ("text", ["not in HDF5 format"]), ("truncated-1", []),
        ("truncated-50", ["the file is truncated"]), ("truncated-99", ["the file is truncated"]),
        ("flipped-values", ["/values", "checksum"]), ("flipped-times", ["/times", "checksum"]),
        ("flipped-mask", ["/mask", "checksum"]), ("flipped-length", ["/length", "checksum"]),
        ("two-axes", ["/values", "the shape is [14, 10]"]), ("other-mask", ["/mask", "[14, 9, 2]", "[14, 10, 2]"]),
        ("integers", ["/values", "int32", "float32 or float64"]), ("half", ["/values", "float32 or float64"]),
        ("no-values", ["/values", "no such dataset"]), ("no-time", ["/time"]),
        ("nan", [nan, "the value is nan"]),
        ("infinite-time", ["/times, sample 4, step 2", "the time is inf", "write a finite time"]),
        ("repeated-time", ["/times, sample 4, step 3", "neither rise nor fall"]),
        ("falling-back", ["/times, sample 4, step 4", "neither rise nor fall"]),
        ("long", ["/length, sample 3", "11 observations"]), ("mask-two", ["/mask, sample 2, step 1, series 0"]),
        ("no-start", ["sample 6", "predators is missing where the solve starts"]),
      ]
      for (name, words) in cases {
        let settings = ["data.validation=0", "training.steps=60", "data.file=\(name).h5"]
        try Pathline.fail(
          place.training("new", settings), code: 3, saying: ["\(name).h5"] + words, ranks: 2, in: place.path)
        #expect(place.run("new").checkpoints.isEmpty, "\(name)")
        try FileManager.default.removeItemIfThere(atPath: place.scratch.file("new"))

        // Data that differ from those of the run are refused too.
        let resumed = try Pathline.run(place.training("run", settings, ["--resume"]), in: place.path)
        #expect(resumed.code == 3, "\(name): \(resumed.output)")
        #expect(place.run("run").files == before.files, "\(name)")
      }
    }

    @Test("a data set that is not there is an input failure, code 4")
    func absent() throws {
      let place = try Workplace()
      try Pathline.fail(
        place.training("run", ["data.file=absent.h5"]), code: 4, saying: ["absent.h5", "no such file or directory"],
        ranks: 3, in: place.path)
      #expect(place.scratch.names == ["data.h5", "job.json5"])
    }

    @Test("a flipped bit anywhere in a data set is an error or harmless, and never changes what is learned")
    func anyBit() throws {
      let place = try Workplace()
      let settings = ["data.validation=0", "training.steps=2", "output.trajectories=false"]
      try place.train("good", settings)
      let good = place.run("good").metrics
      let content = try #require(FileManager.default.contents(atPath: place.scratch.file("data.h5")))
      var generator = SplitMix(seed: 4)
      for _ in 0..<60 {
        let bit = Int.random(in: 0..<content.count * 8, using: &generator)
        var damaged = content
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        place.scratch.write(damaged, "damaged.h5")
        let outcome = try Pathline.run(
          place.training("run", settings + ["data.file=damaged.h5"], ["--overwrite"]), in: place.path)
        #expect(outcome.code == 0 || outcome.code == 3, "bit \(bit): \(outcome.code) \(outcome.output)")
        if outcome.code == 0 { #expect(place.run("run").metrics == good, "bit \(bit)") }
      }
    }
  }
}

extension FileManager {
  /// Removes what has this path, if anything has.
  func removeItemIfThere(atPath path: String) throws {
    if fileExists(atPath: path) { try removeItem(atPath: path) }
  }
}

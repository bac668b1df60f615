import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Data sets that other programs wrote: what their conventions say is honoured or refused, never overlooked.
  @Suite struct Strangers {
    private static let settings = [
      "data.file=plain.h5", "data.validation=0", "training.steps=2", "output.trajectories=false",
    ]

    private func workplace() throws -> Workplace {
      let place = try Workplace()
      try Python.run("strangers.py", ["."], in: place.path)
      return place
    }

    @Test("marks that no number has, neutral packing and names of one's own are harmless, and change no bit")
    func harmless() throws {
      let place = try workplace()
      try place.train("plain", Self.settings)
      for name in ["xarray", "fill-unused", "unscaled", "other-names"] {
        try Pathline.succeed(["inspect", "\(name).h5"], in: place.path)
        try place.train(name, Self.settings + ["data.file=\(name).h5"])
        #expect(place.run(name).metrics == place.run("plain").metrics, "\(name)")
      }
      for name in ["fill-masked", "own-times"] {
        try Pathline.succeed(["inspect", "\(name).h5"], in: place.path)
        try place.train(name, Self.settings + ["data.file=\(name).h5"], ranks: 2)
      }
    }

    @Test("what would be taken for what it is not is refused by every reader, with its place")
    func refused() throws {
      let place = try workplace()
      let cases: [(name: String, words: [String])] = [
        ("fill", ["/values, sample 3, step 7, series 1: the value is -9999.0, which _FillValue", "add /mask"]),
        ("fill-single", ["/values, sample 3, step 7, series 1: the value is 1.0000000200408773e+20, which _FillValue"]),
        ("missing-value", ["/values, sample 3, step 7, series 1: the value is -1e+30", "missing_value"]),
        ("fill-times", ["/times, sample 4, step 5: the time is 0.25, which _FillValue"]),
        ("fill-length", ["/length, sample 6: the length is 20.0, which _FillValue"]),
        ("fill-mask", ["/mask: 1 stands for an observed value"]),
        ("scaled", ["/values, attribute scale_factor", "packed, with scale_factor 0.5", "unpacked"]),
        ("offset", ["/values, attribute add_offset", "packed, with add_offset 5.0"]),
        ("packed", ["/values, attribute scale_factor", "packed, with scale_factor 0.001"]),
        ("scaled-time", ["/time, attribute scale_factor"]),
        (
          "swapped",
          ["/values: the axes are [time, sample, series], but must be [sample, time, series]", "transpose("]
        ),
        ("swapped-mask", ["/mask: the axes are [time, sample, series], but must be [sample, time, series]"]),
        ("swapped-times", ["/times: the axes are [time, sample], but must be [sample, time]"]),
        ("wrong-time", ["/time: the axes are [time_axis], but must be [id]"]),
        ("no-time", ["/time: the data set has no times"]), ("integers", ["/values: elements are int32"]),
        ("newest", ["/values: the format is newer than HDF5 1.", "libver"]),
      ]
      for (name, words) in cases {
        let file = "\(name).h5"
        try Pathline.fail(
          place.training("run", Self.settings + ["data.file=\(file)"]), code: 3, saying: [file] + words, ranks: 2,
          in: place.path)
        // Inspection tells the same, though not how to cure it.
        let outcome = try Pathline.run(["inspect", file], in: place.path)
        #expect(outcome.code == 3 && outcome.output.contains(words[0]), "\(name): \(outcome.output)")
      }
    }

    @Test("a file that HDF5 does not survive is named, and ends every command with 3")
    func damaged() throws {
      let place = try workplace()
      try place.train("run", Self.settings)
      var content = [UInt8](try #require(FileManager.default.contents(atPath: place.scratch.file("plain.h5"))))
      // The heap that holds the names of the series: its objects are an index, references, 4 bytes, a size and content
      // (HDF5 File Format Specification, section III.E). Too large a size makes HDF5 1.10 read far behind the heap.
      let heap = try #require(content.firstRange(of: Array("GCOL".utf8))?.lowerBound)
      content[heap + 25] ^= 0xff
      place.scratch.write(content, "damaged.h5")
      let changed = Self.settings + ["data.file=damaged.h5"]
      let commands = [
        place.training("new", changed), ["check", "job.json5"] + changed.flatMap { ["--set", $0] },
        place.training("new", Self.settings + ["field.parameters=damaged.h5"]),
        ["evaluate", "run", "--data", "damaged.h5"], ["evaluate", "damaged.h5"],
        ["predict", "run", "--data", "damaged.h5", "--output", "p.h5"], ["inspect", "damaged.h5"],
        ["compare", "plain.h5", "damaged.h5"],
      ]
      for arguments in commands {
        for ranks in [nil, 2] {
          let outcome = try Pathline.run(arguments, ranks: ranks, in: place.path)
          #expect(outcome.code == 3 && outcome.endedByItself, "\(arguments), \(ranks ?? 0): \(outcome.output)")
          #expect(outcome.output.contains("damaged.h5: "), "\(arguments): \(outcome.output)")
        }
      }
      #expect(place.scratch.names.allSatisfy { !["new", "p.h5"].contains($0) })
    }

    @Test("a flipped bit anywhere in a file without a seal is found or harmless, and never ends a command by a crash")
    func anyBit() throws {
      let place = try workplace()
      let content = try #require(FileManager.default.contents(atPath: place.scratch.file("xarray.h5")))
      var generator = SplitMix(seed: 5)
      for _ in 0..<60 {
        let bit = Int.random(in: 0..<content.count * 8, using: &generator)
        var damaged = content
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        place.scratch.write(damaged, "damaged.h5")
        for arguments in [
          ["check", "job.json5", "--set", "data.file=damaged.h5"], ["inspect", "damaged.h5"],
          ["compare", "xarray.h5", "damaged.h5"],
        ] {
          let outcome = try Pathline.run(arguments, in: place.path)
          #expect([0, 1, 3].contains(outcome.code), "bit \(bit), \(arguments): \(outcome.code) \(outcome.output)")
        }
      }
    }

    @Test("something else than a checkpoint is called what it is")
    func notCheckpoints() throws {
      let place = try workplace()
      try place.train("run", Self.settings)
      try Pathline.succeed(["predict", "run", "--output", "predicted.h5"], in: place.path)
      for (file, kind) in [
        ("data.h5", "a data set"), ("plain.h5", "a data set"), ("run/history.h5", "the history of a run"),
        ("predicted.h5", "a file of trajectories"),
      ] {
        for command in [["evaluate", file], ["predict", file, "--output", "p.h5"]] {
          try Pathline.fail(
            command, code: 3, saying: ["\(file): the file is \(kind), not a checkpoint; name a checkpoint"],
            ranks: 2, in: place.path)
        }
      }
    }

    @Test("a file that is not there, and the directory of a run, are called what they are")
    func paths() throws {
      let place = try workplace()
      try place.train("run", Self.settings)
      for arguments in [
        ["inspect", "absent.h5"], ["evaluate", "absent.h5"], ["check", "job.json5", "--set", "data.file=absent.h5"],
      ] {
        let outcome = try Pathline.fail(
          arguments, code: 4, saying: ["absent.h5: cannot open the file: no such file or directory; check the path"],
          in: place.path)
        #expect(!outcome.output.contains("create the directory"), "\(outcome.output)")
      }
      try Pathline.fail(
        ["inspect", "run"], code: 2,
        saying: [
          "run: this is the directory of a run, not a file; name a file of it: run/checkpoints/step-00000002.h5, ",
          "run/history.h5",
        ], in: place.path)
      try Pathline.fail(
        ["evaluate", "job.json5"], code: 3, saying: ["job.json5: the file is not in HDF5 format"], in: place.path)
      try Pathline.fail(["inspect", "."], code: 4, saying: [".: cannot open the file: is a directory"], in: place.path)
    }
  }
}

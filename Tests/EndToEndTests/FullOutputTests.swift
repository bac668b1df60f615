import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Results that nobody gets are a failure, code 4; notes that nobody gets, and readers that have read enough, are
  /// not.
  @Suite struct FullOutput {
    private static let message = "pathline: the result cannot be written to the standard output: "

    /// Starts the program with its standard output somewhere.
    private static func redirected(_ target: String) -> [String] { ["sh", "-c", #"exec "$0" "$@" \#(target)"#] }

    private static let results = [
      ["--version"], ["--help"], ["train", "--help"], ["reference"], ["doctor"], ["data"], ["inspect", "data.h5"],
      ["inspect", "text.txt"], ["compare", "data.h5", "data.h5"], ["compare", "data.h5", "other.h5"],
      ["check", "job.json5"], ["check", "job.json5", "--gradient", "--json"], ["train", "job.json5", "--dry-run"],
      ["evaluate", "run"], ["evaluate", "run", "--json"], ["bench", "solver", "--json"],
    ]

    private func workplace() throws -> Workplace {
      let place = try Workplace()
      try place.train("run", ["training.steps=5"])
      try Pathline.succeed(
        ["data", "lotka-volterra", "--samples", "14", "--observations", "10", "--seed", "1", "--output", "other.h5"],
        in: place.path)
      place.scratch.write("no HDF5".utf8, "text.txt")
      return place
    }

    @Test("each command whose output is the result, on a full disk and with a closed output")
    func fullDisk() throws {
      let place = try workplace()
      for arguments in Self.results where arguments != ["inspect", "text.txt"] {
        for (target, cause) in [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")] {
          let outcome = try Pathline.run(arguments, in: place.path, wrapper: Self.redirected(target))
          Pathline.expect(outcome, code: 4, saying: [Self.message + cause], arguments)
        }
      }
      // A failure of the command itself is what its code tells.
      let outcome = try Pathline.run(["inspect", "text.txt"], in: place.path, wrapper: Self.redirected(">/dev/full"))
      Pathline.expect(outcome, code: 3, saying: ["text.txt"], ["inspect"])
    }

    @Test("ranks end together where the first cannot print the result")
    func ranks() throws {
      let place = try workplace()
      for arguments in [["evaluate", "run"], ["inspect", "data.h5"], ["doctor"], ["check", "job.json5"]] {
        try Pathline.fail(
          arguments, code: 4, saying: [Self.message], ranks: 2, in: place.path, wrapper: Self.redirected(">/dev/full"))
      }
    }

    @Test("a reader that has read enough is no failure")
    func goneReader() throws {
      let place = try workplace()
      let script = #"{ "$0" "$@"; echo $? > code; } | true; exit "$(cat code)""#
      for arguments in Self.results where arguments.last != "other.h5" && arguments.last != "text.txt" {
        let outcome = try Pathline.run(arguments, in: place.path, wrapper: ["bash", "-c", script])
        #expect(outcome.code == 0, "\(arguments): \(outcome.output)")
      }
    }

    @Test("a result that lies in files is none the worse for it")
    func files() throws {
      let place = try workplace()
      let full = Self.redirected(">/dev/full")
      for arguments in [
        place.training("again", ["training.steps=5"]), ["predict", "run", "--output", "predicted.h5"],
        ["data", "spiral", "--samples", "2", "--observations", "5", "--output", "spiral.h5"],
      ] {
        let outcome = try Pathline.run(arguments, in: place.path, wrapper: full)
        #expect(outcome.code == 0, "\(arguments): \(outcome.output)")
      }
      #expect(place.run("again").differences(from: place.run("run")) == [])
      for file in ["predicted.h5", "spiral.h5"] { try Pathline.succeed(["inspect", file], in: place.path) }
    }
  }
}

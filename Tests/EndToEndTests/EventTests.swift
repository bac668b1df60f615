import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Jobs with events: balls that bounce, by the built program.
  @Suite struct Events {
    static let bounce = "{component: 0, direction: \"falling\", effect: \"jump\", scale: [1, -0.9]}"

    static let job = """
      {
        precision: "float64",
        data: { file: "balls.h5", validation: 0.25 },
        model: { events: [\(bounce)] },
        field: { hidden: [6] },
        solver: { relativeTolerance: 1e-6, absoluteTolerance: 1e-8 },
        training: { steps: 12, batch: 8, group: 3, optimizer: { rate: 1e-3 }, clip: 10 },
        evaluation: { everySteps: 5 },
        checkpoint: { everySteps: 6 },
        output: { trajectories: true },
      }
      """

    /// A field that is the free flight itself, exact but for a step too small to matter.
    static let flight = [
      "field={hidden: [], parameters: \"flight.h5\"}", "training={steps: 1, optimizer: {kind: \"sgd\", rate: 1e-30}}",
      // The flight is a parabola, which steps of any size follow; small ones let no passage of a level hide.
      "solver={relativeTolerance: 1e-11, absoluteTolerance: 1e-12, maximumStep: 0.1}", "data.validation=0",
    ]

    /// A directory with balls and the job.
    static func place() throws -> Workplace {
      let place = try Workplace()
      try Pathline.succeed(
        ["data", "bouncing-ball", "--samples", "12", "--observations", "21", "--output", "balls.h5"], in: place.path)
      place.scratch.write(job.utf8, "job.json5")
      return place
    }

    @Test(
      "predicted events are those of the closed form, whatever the units of the network and the ranks",
      arguments: [nil, "[1, 1]", "[3, 7]"])
    func closedForm(scale: String?) throws {
      let place = try Self.place()
      let numbers = (scale ?? "[1, 1]").split { "[], ".contains($0) }.map(String.init)
      try Python.run("flight.py", ["flight.h5"] + numbers, in: place.path)
      let level = "0.7"
      let settings =
        Self.flight + (scale.map { ["data.scale=\($0)"] } ?? []) + [
          "model.events=[\(Self.bounce), {component: 0, level: \(level), direction: \"rising\"}]"
        ]
      try place.train("run", settings, ranks: 2)
      try Pathline.succeed(["predict", "run", "--output", "same.h5"], in: place.path)
      let grid = try Pathline.succeed(
        ["predict", "run", "--times", "0:3:7", "--output", "grid.h5"], ranks: 3, in: place.path)
      #expect(grid.output.contains(" events"), "\(grid.output)")
      for file in ["run/trajectories.h5", "same.h5", "grid.h5"] {
        let report = try Python.run("bounces.py", ["balls.h5", file, "1e-8", level], in: place.path)
        #expect(report.contains("events, off by up to"), "\(report)")
      }
    }

    @Test("times that do not start at 0 stay those of the data")
    func shiftedTimes() throws {
      let place = try Self.place()
      try Python.run("flight.py", ["flight.h5", "1", "1"], in: place.path)
      try Python.run("later.py", ["balls.h5", "later.h5", "100"], in: place.path)
      try place.train("run", Self.flight + ["data.file=later.h5"])
      try Pathline.succeed(["predict", "run", "--data", "balls.h5", "--output", "balls-events.h5"], in: place.path)
      try Pathline.succeed(["predict", "run", "--output", "later-events.h5"], in: place.path)
      try Python.run("later.py", ["balls-events.h5", "later-events.h5", "100", "--check"], in: place.path)
    }

    @Test("1 to 4 ranks write the same bits, float32 and float64", arguments: ["float32", "float64"])
    func ranks(precision: String) throws {
      let place = try Self.place()
      let settings = ["precision=\(precision)"]
      try place.train("alone", settings)
      for ranks in 1...4 {
        try place.train("ranks-\(ranks)", settings, ranks: ranks)
        #expect(place.run("ranks-\(ranks)").differences(from: place.run("alone")) == [], "\(ranks) ranks")
      }
    }

    @Test("check tells the events in words and certifies the gradient", arguments: [nil, 2])
    func check(ranks: Int?) throws {
      let place = try Self.place()
      let plain = try Pathline.succeed(["check", "job.json5", "--gradient"], ranks: ranks, in: place.path).output
      #expect(
        plain.contains("event 0: where height falls through 0.0, velocity becomes -0.9 * velocity"), "\(plain)")
      #expect(plain.contains("verdict: right"), "\(plain)")
    }

    @Test("what makes no sense is named, with what would")
    func badJobs() throws {
      let place = try Self.place()
      let cases: [(settings: [String], words: [String])] = [
        (
          ["model.events=[\(Self.bounce), {component: 0, levle: 2}]"],
          ["no key model.events[1].levle", "did you mean model.events[1].level?"]
        ),
        (["model.events[0].level=low"], ["--set model.events[0].level=low"]),
        (["model.events[1].level=2"], ["beyond the 1 elements of its list"]),
        (
          ["model.events[0].component=2"],
          ["model.events[0].component is 2", "the state of 2 components (height, velocity)"]
        ),
        (
          ["model.augment=1"],
          ["model.events[0].scale has 2 numbers", "the state of 3 components (height, velocity, component 2)"]
        ),
        (["model.events[0].shift=[1]"], ["model.events[0].shift has 1 numbers"]),
        (["model.events[0].direction=down"], ["give one of rising, falling or either"]),
        (["model.events[0].effect=terminate"], ["give one of note or jump"]),
        (["gradient.method=backsolve"], ["model.events needs gradient.method \"discrete\"", "make gradient.method"]),
        (["model.regularization.jacobian=1"], ["model.events and model.regularization exclude each other"]),
        (
          ["solver.method=alf"],
          ["an event with the effect \"jump\" needs a solver.method that carries nothing", "use another method"]
        ),
        (["solver.coupling=0.9"], ["and no solver.coupling"]),
        (
          ["model.events=null", "model.eventLimit=4"], ["model.eventLimit has no effect because model.events is empty"]
        ),
      ]
      let names = place.scratch.names
      for (settings, words) in cases {
        try Pathline.fail(place.training("run", settings), code: 2, saying: words, ranks: 2, in: place.path)
        #expect(place.scratch.names == names, "\(settings)")
      }
    }

    @Test("more events than allowed end the run with their place, or drop the sample", arguments: [1, 3])
    func limit(ranks: Int) throws {
      let place = try Self.place()
      try Python.run("flight.py", ["flight.h5", "1", "1"], in: place.path)
      let settings = Self.flight + ["model.eventLimit=2"]
      try Pathline.fail(
        place.training("run", settings), code: 5,
        saying: ["step 1, sample ", "more events than were provided for (time ", "raise model.eventLimit"],
        ranks: ranks, in: place.path)
      let dropped = try Pathline.succeed(
        place.training("dropped", settings + ["solver.onFailure=drop"]), ranks: ranks, in: place.path)
      #expect(dropped.output.contains("items left out unsolved"), "\(dropped.output)")
    }

    @Test("events are followed forward only: times before the data are refused")
    func backward() throws {
      let place = try Self.place()
      try place.train("run")
      try Pathline.fail(
        ["predict", "run", "--times", "1:-1:5", "--output", "p.h5"], code: 2,
        saying: ["before a first observation", "forward in time only"], ranks: 2, in: place.path)
      #expect(!place.scratch.names.contains("p.h5"))
    }

    @Test("a job whose events only note them has no jump, and one without events no event variables")
    func noted() throws {
      let place = try Self.place()
      try Python.run("flight.py", ["flight.h5", "1", "1"], in: place.path)
      try place.train("noted", Self.flight + ["model.events=[{component: 0}]"])
      try place.train("plain", Self.flight + ["model.events=[]"])
      let listed = try Pathline.succeed(["inspect", "noted/trajectories.h5"], in: place.path).output
      #expect(listed.contains("event_time"), "\(listed)")
      let plain = try Pathline.succeed(["inspect", "plain/trajectories.h5"], in: place.path).output
      #expect(!plain.contains("event_"), "\(plain)")
      try Python.run("later.py", ["noted/trajectories.h5", "plain/trajectories.h5", "0", "--falls"], in: place.path)
    }

    /// As `docs/examples.md` has it.
    @Test("the example job trains as written, and its bounces are near those of the closed form")
    func example() throws {
      let place = try Workplace()
      let jobs = URL(fileURLWithPath: Python.scripts).appendingPathComponent("../../../jobs").standardized
      try FileManager.default.createDirectory(
        atPath: place.scratch.file("jobs/data"), withIntermediateDirectories: true)
      place.scratch.write(
        try Data(contentsOf: jobs.appendingPathComponent("bouncing-ball.json5")), "jobs/bouncing-ball.json5")
      try Pathline.succeed(["data", "bouncing-ball", "--output", "jobs/data/bouncing-ball.h5"], in: place.path)
      try Pathline.succeed(["train", "jobs/bouncing-ball.json5"], ranks: 2, in: place.path)
      try Pathline.succeed(
        ["predict", "runs/bouncing-ball/checkpoints/best.h5", "--output", "bounces.h5"], in: place.path)
      try Python.run("bounces.py", ["jobs/data/bouncing-ball.h5", "bounces.h5", "0.02"], in: place.path)
    }
  }
}

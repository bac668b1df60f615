import Foundation
import Kernels
import Networks
import ODE
import TestSupport
import Testing
import Text
import Jobs

/// What a job file says arrives in the property it names; what it does not say has the documented default.
@Suite struct JobReadingTests {
  private static let least = "{ data: { file: 'a.h5' }, training: { steps: 10 } }"

  private func read(_ text: String, source: String = "jobs/spiral.json5", _ overrides: [String] = []) throws -> Job {
    try Job.read(text.utf8, source: source, overrides: overrides)
  }

  /// The defaults of the methods as published: Adam's by Kingma and Ba (2015), RMSprop's and the spiral's layer width
  /// as in common use.
  @Test func theLeastJobHasTheDefaults() throws {
    let job = try read(Self.least)
    #expect(job.title == nil && job.precision == .float32 && job.seed == 0)
    #expect(job.data == JobData(file: "a.h5"))
    #expect(job.data.window == nil && job.data.shiftTime && job.data.scale == nil && job.data.validation == 0)
    #expect(job.data.cache.bytes == 256 * 1024 * 1024)
    #expect(job.model.kind == .trajectory && job.model.loss == .l2 && job.model.augment == 0)
    #expect(job.field.hidden == [50] && job.field.activation == .tanh && !job.field.time && job.field.power == 1)
    #expect(job.field.initialization == .glorot && job.field.scale == 1 && job.field.parameters == nil)
    #expect(job.solver.method == "dopri5" && job.solver.controller == "pi" && job.solver.stepping == .group)
    #expect(job.solver.relativeTolerance == 1e-6 && job.solver.absoluteTolerance == 1e-8)
    #expect(job.solver.step == nil && job.solver.firstStep == nil && job.solver.minimumStep == 0)
    #expect(job.solver.maximumStep == .infinity && job.solver.maximumSteps == 100_000 && job.solver.isAdaptive)
    #expect(job.gradient.method == .discrete && job.gradient.memory.bytes == 64 * 1024 * 1024)
    #expect(job.training.length == .steps(10) && job.training.batch == 64 && job.training.group == 16)
    #expect(job.training.clip == nil && job.training.decay == 0)
    let optimizer = job.training.optimizer
    #expect(optimizer.kind == .adam && optimizer.rate == 1e-3 && optimizer.epsilon == 1e-8)
    #expect(optimizer.beta1 == 0.9 && optimizer.beta2 == 0.999 && optimizer.alpha == 0.99 && optimizer.momentum == 0)
    #expect(job.training.schedule.kind == .constant && job.training.schedule.warmup == 0)
    #expect(job.evaluation.everySteps == 100 && job.earlyStop == nil)
    #expect(job.checkpoint.everySteps == 500 && job.checkpoint.everySeconds == 600 && job.checkpoint.keep == 3)
    #expect(job.output.directory == "runs/spiral" && !job.output.trajectories)
  }

  /// A job made in the program has the same defaults as one that is read.
  @Test func defaultsOfTheTypesAreThoseOfTheFile() throws {
    let made = Job(
      data: JobData(file: "a.h5"), training: JobTraining(length: .steps(10)),
      output: JobOutput(directory: "runs/spiral"))
    #expect(try read(Self.least) == made)
  }

  @Test func everyKeyReachesItsProperty() throws {
    let job = try read(
      """
      {
        title: "all keys", precision: "float64", seed: 9223372036854775807,
        data: {
          file: "b.h5", window: { length: 11, perSample: 12 }, shiftTime: false, scale: [2, 0.5], validation: 0.25,
          cache: "3 MiB",
        },
        model: { kind: "trajectory", loss: "huber", huberDelta: 1.25, augment: 13 },
        field: {
          kind: "mlp", hidden: [14, 15], activation: "softplus", time: true, power: 3, initialization: "normal",
          scale: 0.5, parameters: "p.h5",
        },
        solver: {
          method: "tsit5", relativeTolerance: 1e-3, absoluteTolerance: [1e-4, Infinity], norm: "max",
          stepping: "sample", controller: "pid", firstStep: 0.01, minimumStep: 1e-5, maximumStep: 2,
          maximumSteps: 1e3, stepTimes: [-1, 2.5], jumpTimes: [3],
          onFailure: "drop",
        },
        gradient: { method: "backsolve", bound: 0.125 },
        training: {
          epochs: 16, batch: 17, group: 5,
          optimizer: { kind: "adamw", rate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-7 },
          schedule: { kind: "step", warmup: 18, every: 19, factor: 0.75 },
          clip: 20, decay: 0.01,
        },
        evaluation: { everySteps: 21 },
        earlyStop: { patience: 22, minimumImprovement: 0.001 },
        checkpoint: { everySteps: 23, everySeconds: 24.5, keep: 25 },
        output: { directory: "out/x", trajectories: true },
      }
      """)
    #expect(job.title == "all keys" && job.precision == .float64 && job.seed == 9_223_372_036_854_775_807)
    #expect(job.data.file == "b.h5" && job.data.window?.length == 11 && job.data.window?.perSample == 12)
    #expect(!job.data.shiftTime && job.data.scale == [2, 0.5] && job.data.validation == 0.25)
    #expect(job.data.cache == .mebibytes(3))
    #expect(job.model.loss == .huber && job.model.huberDelta == 1.25 && job.model.augment == 13)
    #expect(
      job.field.hidden == [14, 15] && job.field.activation == .softplus && job.field.time && job.field.power == 3)
    #expect(job.field.initialization == .normal && job.field.scale == 0.5 && job.field.parameters == "p.h5")
    #expect(
      job.solver.method == "tsit5" && job.solver.relativeTolerance == 1e-3
        && job.solver.absoluteTolerance == .components([1e-4, .infinity]) && job.solver.norm == .max)
    #expect(job.solver.stepTimes == [-1, 2.5] && job.solver.jumpTimes == [3] && job.solver.onFailure == .drop)
    #expect(job.solver.stepping == .sample && job.solver.controller == "pid" && job.solver.firstStep == 0.01)
    #expect(job.solver.minimumStep == 1e-5 && job.solver.maximumStep == 2 && job.solver.maximumSteps == 1000)
    #expect(job.gradient.method == .backsolve && job.gradient.bound == 0.125)
    #expect(job.training.length == .epochs(16) && job.training.batch == 17 && job.training.group == 5)
    let optimizer = job.training.optimizer
    #expect(optimizer.kind == .adamw && optimizer.rate == 0.02 && optimizer.beta1 == 0.8 && optimizer.beta2 == 0.95)
    #expect(optimizer.epsilon == 1e-7)
    let schedule = job.training.schedule
    #expect(schedule.kind == .step && schedule.warmup == 18 && schedule.every == 19 && schedule.factor == 0.75)
    #expect(job.training.clip == 20 && job.training.decay == 0.01)
    #expect(job.evaluation.everySteps == 21)
    #expect(job.earlyStop?.patience == 22 && job.earlyStop?.minimumImprovement == 0.001)
    #expect(job.checkpoint.everySteps == 23 && job.checkpoint.everySeconds == 24.5 && job.checkpoint.keep == 25)
    #expect(job.output.directory == "out/x" && job.output.trajectories)
  }

  @Test func keysOfOtherChoicesReachTheirProperties() throws {
    let job = try read(
      """
      {
        data: { file: "a.h5", cache: 65536 }, model: { loss: "relative", relativeFloor: 0.25 },
        solver: { method: "rk4", step: 0.1, maximumSteps: 7 }, gradient: { memory: 4096 },
        training: {
          steps: 30, optimizer: { kind: "sgd", momentum: 0.5, nesterov: true },
          schedule: { kind: "cosine", final: 0.125, warmup: 29 },
        },
      }
      """)
    #expect(job.model.loss == .relative && job.model.relativeFloor == 0.25 && job.data.cache.bytes == 65_536)
    #expect(job.solver.method == "rk4" && job.solver.step == 0.1 && job.solver.maximumSteps == 7)
    #expect(!job.solver.isAdaptive && job.gradient.memory.bytes == 4096)
    #expect(job.training.optimizer.momentum == 0.5 && job.training.optimizer.nesterov)
    #expect(job.training.schedule.kind == .cosine && job.training.schedule.finalFraction == 0.125)
    let other = try read(
      Self.least, ["training.optimizer={kind: 'rmsprop', alpha: 0.75, momentum: 0.25, epsilon: 1e-6}"])
    #expect(other.training.optimizer.alpha == 0.75 && other.training.optimizer.momentum == 0.25)
    #expect(other.training.optimizer.epsilon == 1e-6)
  }

  /// The spiral of the `torchdiffeq` demonstration: 20 windows of 10 observations a step, cubed states, RMSprop.
  @Test func theSpiralDemonstrationCanBeSaid() throws {
    let job = try read(
      """
      {
        data: { file: "spiral.h5", window: { length: 10, perSample: 20 } },
        model: { loss: "l1" },
        field: { hidden: [50], power: 3, initialization: "normal" },
        solver: { relativeTolerance: 1e-7, absoluteTolerance: 1e-9 },
        training: { steps: 2000, batch: 20, optimizer: { kind: "rmsprop" } },
        evaluation: { everySteps: 20 },
      }
      """)
    #expect(job.field.scale == 0.1, "weights N(0, 0.1^2)")
    #expect(job.training.optimizer.rate == 1e-3 && job.training.optimizer.alpha == 0.99)
    #expect(job.training.group == 16)
  }

  @Test func defaultsFollowOtherKeys() throws {
    #expect(try read(Self.least, ["field.time=true"]).data.shiftTime == false)
    #expect(try read(Self.least, ["field.time=true", "data.shiftTime=true"]).data.shiftTime)
    #expect(try read(Self.least, ["training.batch=3"]).training.group == 3)
    #expect(try read(Self.least, ["field.initialization=he"]).field.scale == 1)
    #expect(try read(Self.least, ["field.initialization=normal"]).field.scale == 0.1)
    #expect(try read(Self.least, source: "x/y.z.json5").output.directory == "runs/y.z")
  }

  @Test func nullStandsForTheDefault() throws {
    let job = try read(
      """
      {
        title: null, seed: null, data: { file: 'a.h5', window: null, cache: null }, model: null,
        solver: { method: 'euler', step: 1, relativeTolerance: null }, earlyStop: null,
        training: { steps: 10, epochs: null, clip: null, optimizer: { kind: null } }, output: null,
      }
      """)
    var expected = try read(Self.least)
    expected.solver.method = "euler"
    expected.solver.step = 1
    #expect(job == expected)
  }

  @Test func filesAreFoundFromTheJobFile() throws {
    let scratch = Scratch()
    let path = scratch.write(Self.least.utf8, "fit.json5")
    let job = try Job.load(path, overrides: ["field.parameters=/abs/p.h5"])
    #expect(job.data.file == scratch.file("a.h5"))
    #expect(job.field.parameters == "/abs/p.h5")
    #expect(job.output.directory == "runs/fit")
    let absent = scratch.file("no.json5")
    let missing = #expect(throws: JobError.self) { try Job.load(absent) }
    #expect(missing?.description == "\(absent): the job file cannot be read: No such file or directory")
  }
}

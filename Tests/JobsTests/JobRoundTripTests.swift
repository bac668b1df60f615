import Kernels
import Networks
import ODE
import TestSupport
import Testing
import Text

@testable import Jobs

/// The resolved text of any valid job reads back as the same job and is then the same text.
@Suite struct JobRoundTripTests {
  @Test func resolvedJobsReadBack() throws {
    var generator = SplitMix(seed: 5)
    for _ in 0..<1000 {
      let job = Job.random(using: &generator)
      let text = job.resolved()
      let read = try Job.read(text.utf8, source: "elsewhere.json5")
      #expect(read == job, "\(text)")
      #expect(read.resolved() == text)
    }
  }

  /// A resolved job names each key of the reference that has an effect, in the order of the reference.
  @Test func resolvedJobsSpellOutEveryKey() throws {
    let job = try Job.read("{data: {file: 'a'}, training: {steps: 1}}".utf8, source: "j")
    let tree = try JSON5Parser.parse(job.resolved().utf8, source: "resolved")
    func paths(_ value: JSON5Value, _ prefix: String) -> [String] {
      guard case .object(let members) = value.content else { return [] }
      return members.flatMap { [prefix + $0.key] + paths($0.value, prefix + $0.key + ".") }
    }
    let absent = [
      "data.window.", "earlyStop.", "model.events.", "model.eventLimit", "model.huberDelta", "model.relativeFloor",
      "solver.step", "solver.stiffPart",
      "solver.damping", "solver.segment", "gradient.bound", "gradient.norm",
      "training.optimizer.momentum", "training.optimizer.nesterov", "training.optimizer.alpha",
      "training.schedule.every", "training.schedule.factor", "training.schedule.final",
    ]
    let expected = JobSchema.root.paths().filter { path in
      !absent.contains { $0 == path || ($0.last == "." && path.hasPrefix($0)) }
    }
    #expect(paths(tree, "") == expected)
  }
}

extension Job {
  /// A valid job; what has no effect keeps its default.
  fileprivate static func random(using generator: inout SplitMix) -> Job {
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    func count(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
    func flag() -> Bool { .random(using: &generator) }
    func pick<T>(_ values: some Collection<T>) -> T { values.randomElement(using: &generator)! }
    func tiny() -> Double { .random(in: 0...1, using: &generator) * 1e-9 + .leastNonzeroMagnitude }

    let batch = count(1...100)
    let steps = count(2...10_000)
    var job = Job(
      data: JobData(file: pick(["a.h5", "/x y/b.h5", "\"quoted\"\\", "\u{E9}t\u{E9}\n.h5"])),
      training: JobTraining(length: flag() ? .steps(steps) : .epochs(count(1...5)), batch: batch),
      output: JobOutput(directory: pick(["runs/x", "/r"])))
    job.title = pick([nil, "t", "null", "\u{2028}"])
    job.precision = pick(JobPrecision.allCases)
    job.seed = pick([0, 1, 1 << 53 + 1, UInt64(Int64.max)])
    if flag() {
      var window = JobWindow(length: count(2...50))
      window.perSample = count(1...9)
      job.data.window = window
    }
    job.data.shiftTime = flag()
    job.data.scale = pick([nil, [1], [tiny(), number(1...9)]])
    job.data.validation = number(0...0.99)
    job.data.cache = ByteCount(bytes: count(1024...1 << 40))
    job.model.loss = pick(JobModel.Loss.allCases)
    if job.model.loss == .huber { job.model.huberDelta = number(0.1...9) }
    if job.model.loss == .relative { job.model.relativeFloor = tiny() }
    job.model.regularization.kineticEnergy = tiny()
    job.model.regularization.jacobian = number(0...1)
    job.model.regularization.secondDerivative = number(0...1)
    job.model.augment = count(0...5)
    job.field.hidden = (0..<count(0...3)).map { _ in count(1...99) }
    job.field.activation = pick(Activation.allCases)
    job.field.time = flag()
    job.field.power = count(1...5)
    job.field.initialization = pick(Initialization.allCases)
    job.field.scale = number(0.01...2)
    job.field.parameters = pick([nil, "p.h5"])
    job.field.linear = pick([nil, number(-9...9)])
    job.solver.method = pick(JobNames.methods)
    if JobNames.splitMethods.contains(job.solver.method) {
      job.field.linear = number(-9...9)
      job.solver.stiffPart = .linear
      job.model.regularization = JobRegularization()
    }
    if job.solver.isAdaptive {
      job.solver.relativeTolerance = pick([.uniform(tiny()), .components([tiny(), 0])])
      job.solver.absoluteTolerance = pick([.uniform(tiny()), .components([.infinity, tiny()]), .components([tiny()])])
      job.solver.norm = pick(ErrorNorm.allCases)
      if JobNames.controlledMethods.contains(job.solver.method) { job.solver.controller = pick(JobNames.controllers) }
      job.solver.firstStep = pick([nil, number(0.1...0.2)])
      job.solver.minimumStep = number(0...0.1)
      job.solver.maximumStep = pick([.infinity, number(1...2)])
    } else {
      job.solver.step = number(0.001...1)
    }
    job.solver.stepTimes = pick([[], [number(-9...9), 0]])
    job.solver.jumpTimes = pick([[], [number(-9...9)]])
    job.solver.stepping = pick(Stepping.allCases)
    job.solver.maximumSteps = count(1...1_000_000)
    job.solver.onFailure = pick(FailurePolicy.allCases)
    if job.solver.method == "alf" { job.solver.damping = number(0.6...1) }
    if JobNames.coupledMethods.contains(job.solver.method) { job.solver.coupling = pick([nil, number(0.1...1)]) }
    if job.solver.isReversible { job.solver.segment = count(1...1000) }
    let isImplicit = JobNames.implicitMethods.contains(job.solver.method)
    job.gradient.method = pick(
      job.solver.isReversible
        ? [.discrete, .reversible]
        : isImplicit || !job.solver.carriesNothing ? [.discrete] : [.discrete, .backsolve, .interpolated])
    if job.gradient.method == .discrete && job.model.regularization == JobRegularization() && flag() {
      job.model.events = (0..<count(1...3)).map { _ in
        var event = JobEvent(component: count(0...9))
        event.level = number(-9...9)
        event.direction = pick(EventDirection.allCases)
        if !job.solver.hasAuxiliary && flag() {
          event.effect = .jump
          event.scale = pick([nil, [number(-9...9), tiny()]])
          event.shift = event.scale == nil ? [0] : pick([nil, [tiny()]])
        }
        return event
      }
      job.model.eventLimit = count(1...999)
    }
    if job.gradient.method != .backsolve { job.gradient.memory = ByteCount(bytes: count(1024...1 << 40)) }
    if [.backsolve, .reversible].contains(job.gradient.method) { job.gradient.bound = number(0.001...1) }
    if job.gradient.method == .backsolve && job.solver.stepping == .group {
      job.gradient.norm = pick(AdjointNorm.allCases)
    }
    job.training.group = count(1...batch)
    job.training.optimizer.kind = pick(JobOptimizer.Kind.allCases)
    job.training.optimizer.rate = tiny()
    switch job.training.optimizer.kind {
    case .sgd:
      job.training.optimizer.momentum = number(0.1...0.9)
      job.training.optimizer.nesterov = flag()
    case .adam, .adamw:
      job.training.optimizer.beta1 = number(0...0.9)
      job.training.optimizer.beta2 = number(0...0.9)
      job.training.optimizer.epsilon = tiny()
    case .rmsprop:
      job.training.optimizer.momentum = number(0...0.9)
      job.training.optimizer.alpha = number(0...0.9)
      job.training.optimizer.epsilon = tiny()
    }
    job.training.schedule.kind = pick(JobSchedule.Kind.allCases)
    job.training.schedule.warmup = count(0...steps - 1)
    if job.training.schedule.kind == .step {
      job.training.schedule.every = count(1...100)
      job.training.schedule.factor = number(0.1...1)
    }
    if job.training.schedule.kind == .cosine { job.training.schedule.finalFraction = number(0...1) }
    job.training.clip = pick([nil, number(0.1...9)])
    job.training.decay = number(0...1)
    job.evaluation.everySteps = count(1...1000)
    if flag() {
      var stop = JobEarlyStop(patience: count(1...9))
      stop.minimumImprovement = number(0...1)
      job.earlyStop = stop
    }
    job.checkpoint.everySteps = count(0...1000)
    job.checkpoint.everySeconds = number(0...1000)
    job.checkpoint.keep = count(1...9)
    job.output.trajectories = flag()
    return job
  }
}

import ODE

/// A demand on several keys together.
struct JobRule: Sendable {
  /// The keys the rule speaks of.
  ///
  /// A problem points at the first one that is given; defaults alone break no rule.
  let keys: [String]
  /// What must hold, in words.
  let statement: String
  /// What to change when it does not hold.
  let cure: String
  /// Whether a job breaks the rule, given the paths of the keys that are spelled out.
  let isBroken: @Sendable (Job, Set<String>) -> Bool

  /// Every demand on several keys.
  static let all: [JobRule] = [
    JobRule(
      keys: ["training.epochs", "training.steps"],
      statement: "training.steps and training.epochs exclude each other",
      cure: "keep one and remove the other, or set it to null"
    ) { _, given in
      given.isSuperset(of: ["training.steps", "training.epochs"])
    },
    JobRule(
      keys: ["training.group", "training.batch"],
      statement: "training.group must not exceed training.batch",
      cure: "make the group smaller or the batch larger"
    ) { job, _ in
      job.training.group > job.training.batch
    },
    JobRule(
      keys: ["training.decay", "training.optimizer.rate"],
      statement: "training.decay times training.optimizer.rate must not exceed 1: a step would take more off "
        + "a parameter than there is of it",
      cure: "make the decay smaller"
    ) { job, _ in
      job.training.decay * job.training.optimizer.rate > 1
    },
    JobRule(
      keys: ["training.schedule.warmup", "training.steps"],
      statement: "training.schedule.warmup must be less than training.steps",
      cure: "warm up for fewer steps or train for more"
    ) { job, given in
      guard given.contains("training.steps"), case .steps(let steps) = job.training.length else { return false }
      return job.training.schedule.warmup >= steps
    },
    JobRule(
      keys: ["training.optimizer.nesterov"],
      statement: "training.optimizer.nesterov needs training.optimizer.momentum above 0",
      cure: "set a momentum, for example 0.9, or set nesterov to false"
    ) { job, _ in
      job.training.optimizer.nesterov && job.training.optimizer.momentum == 0
    },
    JobRule(
      keys: ["solver.minimumStep", "solver.maximumStep"],
      statement: "solver.minimumStep must not exceed solver.maximumStep",
      cure: "make the minimum smaller or the maximum larger"
    ) { job, _ in
      job.solver.minimumStep > job.solver.maximumStep
    },
    JobRule(
      keys: ["solver.firstStep"],
      statement: "solver.firstStep must lie between solver.minimumStep and solver.maximumStep",
      cure: "change it, or remove it to have it chosen"
    ) { job, _ in
      guard let first = job.solver.firstStep, job.solver.minimumStep <= job.solver.maximumStep else { return false }
      return first < job.solver.minimumStep || first > job.solver.maximumStep
    },
    JobRule(
      keys: ["gradient.method", "solver.method", "solver.coupling"],
      statement: "gradient.method reversible needs a solver.method that takes steps back "
        + "(\(JobProblem.list(JobNames.reversibleMethods, "or"))) or solver.coupling",
      cure: "set solver.coupling, for example 0.999, or make gradient.method discrete"
    ) { job, _ in
      job.gradient.method == .reversible && !job.solver.isReversible
    },
    JobRule(
      keys: ["gradient.method", "solver.method", "solver.coupling"],
      statement:
        "gradient.method backsolve and interpolated need a solver.method that carries nothing from step to step "
        + "(not \(JobProblem.list(JobNames.carryingMethods, "or"))) and no solver.coupling",
      cure: "make gradient.method discrete, or reversible for a method that takes steps back"
    ) { job, _ in
      [.backsolve, .interpolated].contains(job.gradient.method) && !job.solver.carriesNothing
    },
    JobRule(
      keys: ["model.events", "gradient.method"],
      statement: "model.events needs gradient.method \"discrete\"",
      cure: "make gradient.method discrete, or remove the events"
    ) { job, _ in
      !job.model.events.isEmpty && job.gradient.method != .discrete
    },
    JobRule(
      keys: [
        "model.events", "model.regularization.kineticEnergy", "model.regularization.jacobian",
        "model.regularization.secondDerivative",
      ],
      statement: "model.events and model.regularization exclude each other",
      cure: "set the weights to 0, or remove the events"
    ) { job, _ in
      !job.model.events.isEmpty && job.model.regularization != JobRegularization()
    },
    JobRule(
      keys: ["model.events", "solver.method", "solver.coupling"],
      statement: "an event with the effect \"jump\" needs a solver.method that carries nothing beside the state "
        + "(not \(JobProblem.list(JobNames.auxiliaryMethods, "or"))) and no solver.coupling",
      cure: "use another method, or make the effect note"
    ) { job, _ in
      job.model.events.contains { $0.effect == .jump } && job.solver.hasAuxiliary
    },
    JobRule(
      keys: ["model.events"],
      statement: "an event with the effect \"jump\" needs scale, shift or both",
      cure: "say what becomes of the state: scale * state + shift, one number for each component"
    ) { job, _ in
      job.model.events.contains { $0.effect == .jump && $0.scale == nil && $0.shift == nil }
    },
    JobRule(
      keys: ["gradient.method", "solver.method"],
      statement: "gradient.method backsolve and interpolated need an explicit solver.method",
      cure: "make gradient.method discrete: solved backward, a stiff field grows instead of decaying"
    ) { job, _ in
      [.backsolve, .interpolated].contains(job.gradient.method) && JobNames.implicitMethods.contains(job.solver.method)
    },
    JobRule(
      keys: ["solver.stiffPart", "field.linear"],
      statement: "solver.stiffPart \"linear\" needs field.linear",
      cure: "set field.linear, for example to 0, or use a method that takes the field as a whole"
    ) { job, _ in
      job.solver.stiffPart == .linear && job.field.linear == nil
    },
    JobRule(
      keys: ["gradient.norm", "solver.stepping"],
      statement: "gradient.norm \"full\" needs solver.stepping \"group\"",
      cure: "use the norm \"semi\", or let the samples of a group share their steps"
    ) { job, _ in
      job.gradient.method == .backsolve && job.gradient.norm == .full && job.solver.stepping == .sample
    },
    JobRule(
      keys: ["earlyStop.patience"],
      statement: "earlyStop needs evaluations during the run",
      cure: "set evaluation.everySteps above 0, or remove earlyStop"
    ) { job, _ in
      job.earlyStop != nil && job.evaluation.everySteps == 0
    },
  ]
}

import Jobs
import Kernels
import Models
import ODE

extension SolveOptions {
  /// The options a job asks for; the names were checked when the job was read.
  init(_ job: JobSolver) {
    guard var method = Method(named: job.method) else { preconditionFailure("a job names a method that exists") }
    if method == .alf { method = .alf(damping: job.damping) }
    if let coupling = job.coupling { method = method.coupled(coupling) }
    let control: StepControl
    if job.isAdaptive {
      guard let controller = StepController(named: job.controller) else {
        preconditionFailure("a job names a controller that exists")
      }
      control = .adaptive(
        AdaptiveControl(
          relativeTolerance: job.relativeTolerance, absoluteTolerance: job.absoluteTolerance, norm: job.norm,
          controller: controller, firstStep: job.firstStep, minimumStep: job.minimumStep, maximumStep: job.maximumStep))
    } else {
      guard let step = job.step else { preconditionFailure("a job gives the step of a fixed-step method") }
      control = .fixed(step: step)
    }
    self.init(
      method: method, control: control, stepping: job.stepping, maximumSteps: job.maximumSteps,
      segment: job.segment, stepTimes: job.stepTimes, jumpTimes: job.jumpTimes, onFailure: job.onFailure)
  }
}

extension GradientMethod {
  /// The method a job asks for.
  init(_ job: JobGradient) {
    switch job.method {
    case .discrete: self = .discrete
    case .backsolve: self = .backsolve(bound: job.bound, norm: job.norm)
    case .interpolated: self = .interpolated
    case .reversible: self = .reversible(bound: job.bound)
    }
  }
}

extension Regularization {
  /// What a job charges; the probes are drawn from its seed.
  init(_ job: JobRegularization, seed: UInt64) {
    self.init(seed: seed)
    self[.kineticEnergy] = job.kineticEnergy
    self[.jacobian] = job.jacobian
    self[.secondDerivative] = job.secondDerivative
  }
}

extension TrajectoryLoss {
  /// The loss a job asks for.
  init(_ job: JobModel) {
    switch job.loss {
    case .l1: self = .l1
    case .l2: self = .l2
    case .huber: self = .huber(delta: job.huberDelta)
    case .relative: self = .relative(floor: job.relativeFloor)
    }
  }
}

import AllocationCount
import Jobs
import ODE
import Testing
import TrainingSupport

@testable import Training

/// Once the first training step is done, a step that only trains allocates nothing: from drawing its batch to its line
/// in the log.
///
/// The loop is that of `pathline train`. It asks in every step whether to stop, which is where the allocations are
/// read.
@Suite struct StepAllocationTests {
  /// The allocations so far, each time it was asked.
  private final class Readings {
    private(set) var counts: [Int] = []

    init(room: Int) { counts.reserveCapacity(room) }

    func take() { counts.append(Int(allocation_count())) }
  }

  /// Series of different length, of which an epoch is no whole number of batches, and batches are no whole number of
  /// groups.
  private static func job(_ fixture: TrainingFixture, _ precision: Precision, _ stepping: Stepping) -> Job {
    var job = fixture.job(steps: 20)
    job.precision = precision.job
    job.solver.stepping = stepping
    job.training.clip = 0.5
    job.training.schedule.kind = .cosine
    job.training.schedule.warmup = 3
    job.evaluation.everySteps = 0
    job.checkpoint.everySteps = 0
    return job
  }

  private static func fixture() throws -> TrainingFixture {
    try TrainingFixture(lengths: (0..<TrainingFixture.samples).map { 5 + $0 % 9 })
  }

  /// The allocations of every step behind the first.
  private static func allocations(_ fixture: TrainingFixture, _ job: Job) throws -> [Int] {
    let readings = Readings(room: 100)
    let outcome = try fixture.train(job, overwrite: true) {
      readings.take()
      return false
    }
    #expect(outcome.step == 20)
    // The first is taken before the first step, the second in it.
    let counts = readings.counts[2...]
    #expect(counts.count == 19)
    return zip(counts.dropFirst(), counts).map { $0 - $1 }
  }

  @Test("Windows and whole series, every optimiser", arguments: Precision.allCases, Stepping.allCases)
  func optimizers(_ precision: Precision, _ stepping: Stepping) throws {
    let fixture = try Self.fixture()
    for kind in JobOptimizer.Kind.allCases {
      for momentum in kind == .sgd || kind == .rmsprop ? [0, 0.9] : [0] {
        for isWhole in [false, true] {
          var job = Self.job(fixture, precision, stepping)
          job.training.optimizer.kind = kind
          job.training.optimizer.momentum = momentum
          if isWhole { job.data.window = nil }
          let found = try Self.allocations(fixture, job)
          #expect(found.allSatisfy { $0 == 0 }, "\(kind), momentum \(momentum), whole \(isWhole): \(found)")
        }
      }
    }
  }

  @Test("Every gradient, with and without regularisers", arguments: Precision.allCases, Stepping.allCases)
  func gradients(_ precision: Precision, _ stepping: Stepping) throws {
    let fixture = try Self.fixture()
    for (method, gradient) in [
      ("dopri5", JobGradient.Method.discrete), ("dopri5", .backsolve), ("dopri5", .interpolated),
      ("reversibleHeun", .reversible),
    ] {
      for charges in [false, true] where !charges || gradient == .discrete || gradient == .backsolve {
        var job = Self.job(fixture, precision, stepping)
        job.solver.method = method
        job.gradient.method = gradient
        job.gradient.bound = 1
        if charges {
          job.model.regularization.kineticEnergy = 0.01
          job.model.regularization.jacobian = 0.02
          job.model.regularization.secondDerivative = 0.003
        }
        let found = try Self.allocations(fixture, job)
        #expect(found.allSatisfy { $0 == 0 }, "\(method), \(gradient), charges \(charges): \(found)")
      }
    }
  }
}

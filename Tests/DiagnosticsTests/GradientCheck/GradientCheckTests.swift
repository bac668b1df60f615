import Foundation
import Jobs
import Models
import Testing
import Text
import TrainingSupport

@testable import ODE
@testable import Diagnostics
@testable import Training

/// The check of a job's gradient: what it finds, and that it can fail.
@Suite struct GradientCertificateTests {
  private func check(_ change: (inout Job) -> Void) throws -> GradientCheck {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    change(&job)
    return try #require(try JobCheck.run(job, withGradient: true, communicator: fixture.communicator).check)
  }

  @Test("A right gradient passes whatever the stepping, precision and stops", arguments: Stepping.allCases)
  func passes(_ stepping: Stepping) throws {
    for precision in JobPrecision.allCases {
      let found = try check { job in
        job.precision = precision
        job.solver.stepping = stepping
        job.solver.stepTimes = [0.123]
        job.solver.onFailure = .drop
        job.model.loss = .l1
      }
      #expect(found.isPassed, "\(found.text)")
      let identity = try #require(found.identity)
      #expect(found.rows.count == 4 && identity.steps > 2 && identity.defect < 1e-12)
      #expect(abs(identity.adjoint - identity.tangent) <= 1e-12 * max(1, abs(identity.adjoint)))
      guard case .computed(let distance, let residual) = found.backsolve else {
        Issue.record("\(found.backsolve)")
        return
      }
      #expect(distance > 0 && distance < 1e-2 && residual > 0 && residual < 1e-2)
      #expect(found.text.contains("verdict: right, and exact enough"))
    }
  }

  private static func jumping(_ job: inout Job, at level: Double) {
    var event = JobEvent(component: 1)
    event.level = level
    event.effect = .jump
    event.scale = [1.5, -0.9]
    event.shift = [0.1, 0.3]
    job.model.events = [event]
  }

  @Test("A gradient through jumps passes", arguments: Stepping.allCases)
  func jumps(_ stepping: Stepping) throws {
    for level in stride(from: -0.8, through: 0.8, by: 0.2) {
      let found = try check { job in
        job.solver.stepping = stepping
        Self.jumping(&job, at: level)
      }
      #expect(found.isPassed && found.identity == nil, "\(level): \(found.text)")
      #expect(found.text.contains("backsolve: refused (events need the discrete gradient"))
    }
  }

  /// Levels are sought where an event happens just when there is an observation: there the loss jumps with the
  /// parameters.
  @Test("Observations that an event passes over are left out of the differences, which agree then")
  func passedOver() throws {
    let fixture = try TrainingFixture()
    func eventsBefore(_ level: Double) throws -> [[Int]] {
      var job = fixture.job(steps: 1)
      Self.jumping(&job, at: level)
      job.solver.relativeTolerance = 1e-11
      job.solver.absoluteTolerance = 1e-12
      let setup = try TrainingSetup<Double>(job, fixture.communicator)
      var sampler = setup.sampler(at: .start)
      let probe = try GradientProbe(job, setup, items: Array(sampler.next().prefix(job.training.group)))
      _ = try probe.loss(along: [Double](repeating: 0, count: probe.count), by: 0)
      return probe.eventsBefore
    }
    var leftOut = 0
    for start in stride(from: -0.8, to: 0.8, by: 0.1) {
      var (low, high) = (start, start + 0.1)
      let first = try eventsBefore(low)
      if try eventsBefore(high) == first { continue }
      while high - low > 1e-7 {
        let middle = (low + high) / 2
        if try eventsBefore(middle) == first { low = middle } else { high = middle }
      }
      let found = try check { Self.jumping(&$0, at: high) }
      #expect(found.isPassed, "\(high): \(found.text)")
      leftOut += found.scope.contains("that an event passes over") ? 1 : 0
    }
    #expect(leftOut > 0)
  }

  @Test(
    "A coarse tolerance makes the job's gradient too coarse, not wrong, and backsolve is refused where it misses")
  func coarse() throws {
    let found = try check { job in
      job.precision = .float32
      job.solver.method = "euler"
      job.solver.step = 0.5
      job.gradient.bound = 1e-9
      job.gradient.method = .discrete
    }
    #expect(found.derivativeIsRight && found.isTransposed)
    guard case .refused(let reason) = found.backsolve else {
      Issue.record("\(found.backsolve)")
      return
    }
    #expect(reason.contains("missed the true one"))
  }

  @Test("Each question can be answered in the negative, and the verdict says which")
  func verdicts() throws {
    func made(_ error: Double, _ defect: Double, _ jobError: Double) -> GradientCheck {
      GradientCheck(
        rows: [.init(direction: "gradient", difference: 1, gradient: 1, error: error)],
        identity: AdjointIdentity(steps: 9, adjoint: 1, tangent: 1, defect: defect, worstStep: 3), jobError: jobError,
        cosine: 1, initialStates: nil, method: "discrete, float32", reconstructionError: 0,
        backsolve: .refused("it missed"), peakBytes: 1, replayed: 0, predictedReplays: 0,
        reconstructed: 0, predictedReconstructions: 0,
        scope: "all")
    }
    #expect(made(1e-9, 1e-13, 1e-4).isPassed)
    for (check, words) in [
      (made(1e-3, 1e-13, 1e-4), "WRONG: the gradient disagrees"),
      (made(.nan, 1e-13, 1e-4), "WRONG: the gradient disagrees"),
      (made(1e-9, 1e-8, 1e-4), "WRONG: the adjoint is not the transpose of the steps, most of all before step 4"),
      (made(1e-9, .nan, 1e-4), "WRONG: the adjoint"), (made(1e-9, 1e-13, 0.5), "too coarse"),
      (made(1e-9, 1e-13, .nan), "too coarse"),
    ] {
      #expect(!check.isPassed && check.text.contains("verdict: ") && check.text.contains(words))
    }
  }

  @Test(
    "jobs with regularisers are certified, whatever the gradient that goes with them",
    arguments: [JobGradient.Method.discrete, .backsolve, .interpolated])
  func certifiesRegularizers(method: JobGradient.Method) throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.gradient.method = method
    job.model.regularization.kineticEnergy = 0.1
    job.model.regularization.jacobian = 0.1
    job.model.regularization.secondDerivative = 0.05
    let check = try #require(
      try JobCheck.run(job, withGradient: true, communicator: fixture.communicator).check)
    #expect(check.derivativeIsRight, "\(check.text)")
    #expect(check.isGoodEnough && check.jobError < 1e-2, "\(check.text)")
    // The regularisers are a part of what is certified.
    job.model.regularization = JobRegularization()
    let plain = try #require(
      try JobCheck.run(job, withGradient: true, communicator: fixture.communicator).check)
    #expect(plain.rows.first?.gradient != check.rows.first?.gradient)
  }

  @Test("Steps of a reversible method are kept or taken back as the plan says, and the plan says it in words")
  func reversible() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.solver.method = "alf"
    job.gradient.method = .reversible
    var options = TrainOptions()
    options.dryRun = true
    var steps: Set<Int> = []
    for kibibytes in [16, 24, 32, 40, 48, 64, 96, 128, 256, 65536] {
      job.gradient.memory = ByteCount(bytes: kibibytes << 10)
      // Less than the least is another matter.
      let checked = try? JobCheck.run(job, withGradient: true, communicator: fixture.communicator)
      guard let found = checked?.check else { continue }
      #expect(found.isPassed && found.replayed == 0 && found.predictedReplays == 0, "\(found.text)")
      #expect(found.reconstructed == found.predictedReconstructions)
      #expect((found.reconstructionError > 0) == (found.reconstructed > 0))
      #expect(
        found.text.contains("\(found.reconstructed) taken back (planned: \(found.predictedReconstructions))"))
      #expect(found.peakBytes <= kibibytes << 10)
      steps.insert(found.reconstructed)
      let plan = try Trainer.run(job, options: options, communicator: fixture.communicator) { false }.summary
      #expect(plan.contains("taken back, with") && plan.contains("none is replayed"), "\(plan)")
      if found.reconstructed == 0 { #expect(plan.contains("has the gradient of \"discrete\" to the bit")) }
    }
    #expect(steps.contains(0) && steps.count == 2)
  }

  @Test("The JSON holds the same")
  func json() throws {
    let found = try check { _ in }
    let object = try #require(try JSONSerialization.jsonObject(with: Data(found.json.utf8)) as? [String: Any])
    #expect((object["derivatives"] as? [[String: Any]])?.count == 4)
    let identity = try #require(object["adjointIdentity"] as? [String: Any])
    let expected = try #require(found.identity)
    #expect(identity["steps"] as? Int == expected.steps && identity["defect"] as? Double == expected.defect)
    #expect(object["isTransposed"] as? Bool == true && object["isGoodEnough"] as? Bool == true)
  }
}

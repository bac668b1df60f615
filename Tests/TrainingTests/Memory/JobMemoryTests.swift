import Host
import Models
import ODE
import Testing
import TrainingSupport

@testable import Training

/// The memory that a job asks for is counted before it is taken.
@Suite struct JobMemoryTests {
  @Test("What is counted is what a model takes")
  func model() throws {
    let fixture = try TrainingFixture()
    let job = fixture.job(steps: 1)
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    let bytes = try setup.plan.bytes(samples: 3, observations: 6, withGradient: true)
    let model = try setup.plan.model(samples: 3, observations: 6, withGradient: true)
    #expect(bytes.steps == model.gradientPlan.bytes - model.gradientPlan.fixedBytes)
    #expect(bytes.fixed > model.gradientPlan.fixedBytes && bytes.fixed < model.gradientPlan.fixedBytes + 16 << 10)
    let demand = try MemoryDemand.training(job, setup.file, isFirstRank: true, Double.self)
    #expect(demand.parts.map(\.key).contains("gradient.memory"))
    #expect(demand.total.value < 70 << 20)
  }
}

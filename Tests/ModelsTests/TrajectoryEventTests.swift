import Kernels
import Models
import ODE
import Testing

/// Trajectories that jump where a component passes a level.
@Suite struct TrajectoryEventTests {
  static let events = EventConfiguration<Double>([
    Event(
      ComponentThreshold(component: 0, level: 0.1, stateCount: 3),
      effect: .jump(AffineJump(scale: [0.8, -1.1, 1], shift: [0.3, 0, 0.2]))),
    Event(ComponentThreshold(component: 2, level: 0.05, stateCount: 3)),
  ])

  /// The methods that an event may cut.
  static let methods = Method.all.filter { $0.parts == 1 && $0.tableau.partition == nil }

  @Test(
    "the gradient of the loss goes through the jumps, whatever the method", arguments: methods.map(\.name),
    Stepping.allCases)
  func gradientIsExact(_ name: String, _ stepping: Stepping) throws {
    var problem = TestProblem(method: try #require(Method(named: name)), stepping: stepping)
    problem.hasLinearPart = problem.method.tableau.isSplit
    problem.events = Self.events
    let model = try problem.model(Double.self)
    _ = try model.evaluate(problem.parameters(Double.self))
    let book = try #require(model.events)
    let kinds = (0..<problem.counts.count).flatMap { sample in
      (0..<Int(book.counts[sample])).map { book.kinds[$0, sample] }
    }
    // A linear part keeps the third component from its level.
    #expect(kinds.contains(0) && (kinds.contains(1) || problem.hasLinearPart), "\(kinds)")
    try TrajectoryGradientTests.check(problem, within: 1e-8)
  }

  @Test("with steps of its own a sample's jumps do not depend on the group")
  func companyDoesNotMatter() throws {
    var problem = TestProblem(control: TrajectoryModelTests.adaptive, stepping: .sample)
    problem.events = Self.events
    let parameters = problem.parameters(Double.self)
    let together = try problem.model(Double.self)
    _ = try together.evaluate(parameters)
    let alone = try problem.model(Double.self)
    let (all, one) = (try #require(together.events), try #require(alone.events))
    for sample in problem.counts.indices {
      problem.fill(alone.group, with: [sample])
      _ = try alone.evaluate(parameters)
      #expect(one.counts[0] == all.counts[sample])
      for k in 0..<Int(one.counts[0]) {
        #expect(one.times[k, 0] == all.times[k, sample])
      }
    }
  }
}

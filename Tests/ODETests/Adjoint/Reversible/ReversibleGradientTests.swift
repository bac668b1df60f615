import Foundation
import Kernels
import Testing

@testable import ODE

/// Gradients of reversible methods, from snapshots and from steps taken back; when which is ``ReversiblePlanTests``'s.
@Suite struct ReversibleGradientTests {
  typealias Field = ClosureField<Double>

  static let problem: Problem = {
    var problem = GradientTests.problem
    problem.parameters = [1.1, 0.7]
    return problem
  }()

  static let controls: [StepControl] = [
    .fixed(step: 0.11), .adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-6)),
  ]

  /// The discrete gradient of coupled and damped methods against differences; segments of five steps end inside.
  @Test("Discrete gradient is exact", arguments: ReversibleCase.all, Stepping.allCases)
  func discreteGradientIsExact(_ test: ReversibleCase, _ stepping: Stepping) throws {
    let options = SolveOptions(method: test.method, control: .fixed(step: 0.11), stepping: stepping, segment: 5)
    let problem = GradientTests.problem
    let solver = try problem.solver(Field.predators, options, gradient: .discrete)
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh(GradientTests.weight)
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    func agree(_ found: Double, _ what: String, _ move: (inout Problem, Double) -> Void) throws {
      let expected = try GradientTests.difference(problem, options, move)
      #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "\(what): \(found) \(expected)")
    }
    for i in gradient.indices { try agree(gradient[i], "p\(i)") { $0.parameters[i] += $1 } }
    for s in [0, 4, 10] {
      for row in 0..<2 {
        try agree(solver.initialCotangent[row, s], "y0 \(s) \(row)") { $0.initial[s][row] += $1 }
      }
      for k in problem.times[s].indices {
        try agree(solver.timeCotangents[k, s], "t \(s) \(k)") { $0.times[s][k] += $1 }
      }
    }
  }

  /// Snapshots within a byte budget change no bit, though replays cross the ends of segments.
  @Test("Budgets change no bit", arguments: ReversibleCase.onAnyField, Stepping.allCases)
  func budgetsChangeNoBit(_ test: ReversibleCase, _ stepping: Stepping) throws {
    let options = SolveOptions(method: test.method, control: .fixed(step: 0.02), stepping: stepping, segment: 7)
    let problem = Self.problem
    var least = 0
    do { _ = try problem.solver(Field.driven, options, gradient: .discrete, memory: 0) } catch {
      least = (error as? SolverError)?.count ?? 0
    }
    var results: [[Double]] = []
    for memory in [1 << 26, least, least + 10_000] {
      let solver = try problem.solver(Field.driven, options, gradient: .discrete, memory: memory)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
      results.append(gradient)
      #expect((statistics.replayed > 0) == (memory < 1 << 26))
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// Steps taken back give the gradient that snapshots give, with respect to everything.
  @Test("Reversible equals discrete", arguments: ReversibleCase.all, Stepping.allCases)
  func reversibleEqualsDiscrete(_ test: ReversibleCase, _ stepping: Stepping) throws {
    for control in Self.controls {
      if case .adaptive = control, !test.method.isAdaptive { continue }
      let options = SolveOptions(method: test.method, control: control, stepping: stepping, segment: 6)
      var found: [[Double]] = []
      for gradient in [GradientMethod.discrete, .reversible(bound: 1e-10)] {
        let solver = try Self.problem.solverWithoutSnapshots(Field.driven, options, gradient: gradient)
        solver.computesTimeCotangents = true
        let forward = try solver.run(Self.problem.parameters)
        solver.weigh(GradientTests.weight)
        let (parameters, statistics) = try solver.parameterGradient(Self.problem.parameters)
        var all = parameters
        for s in 0..<11 {
          for row in 0..<2 { all.append(solver.initialCotangent[row, s]) }
          for k in Self.problem.times[s].indices { all.append(solver.timeCotangents[k, s]) }
        }
        found.append(all)
        if gradient != .discrete {
          #expect(statistics.replayed == 0 && statistics.reconstructed == forward.accepted)
          #expect(statistics.reconstructionError > 0 && statistics.reconstructionError < 1e-11)
        }
      }
      for (x, y) in zip(found[0], found[1]) { #expect(abs(x - y) < 1e-10 * max(1, abs(x)), "\(x) \(y)") }
    }
  }

  /// A problem of the note on gradients, its method and how finely it is solved.
  struct Trial: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var field: Field
    var problem: Problem
    var steps: Double
    var unsegmentedFails: Bool
  }

  static let trials = [
    Trial(
      testDescription: "Lotka-Volterra", field: .predators,
      problem: Problem(initial: [[1, 1.5]], times: [0, 10], parameters: [1.5, 1, 0]), steps: 1000,
      unsegmentedFails: false),
    Trial(
      testDescription: "Van der Pol, mu = 1", field: .vanDerPol,
      problem: Problem(initial: [[2, 0]], times: [0, 10], parameters: [1]), steps: 1000,
      unsegmentedFails: false),
    Trial(
      testDescription: "Van der Pol, mu = 5", field: .vanDerPol,
      problem: Problem(initial: [[2, 0]], times: [0, 10], parameters: [5]), steps: 4000, unsegmentedFails: true),
    Trial(
      testDescription: "pull of 5", field: .pull,
      problem: Problem(initial: [[2]], times: [0, 10], parameters: [-5]), steps: 1000, unsegmentedFails: true),
    Trial(
      testDescription: "pull of 20", field: .pull,
      problem: Problem(initial: [[2]], times: [0, 10], parameters: [-20]), steps: 2000, unsegmentedFails: true),
  ]

  static func gradient(_ trial: Trial, _ gradient: GradientMethod, segment: Int) throws -> ([Double], SolveStatistics) {
    let solver = try trial.problem.solverWithoutSnapshots(
      trial.field,
      SolveOptions(method: .rk4.coupled(), control: .fixed(step: 10 / trial.steps), segment: segment),
      gradient: gradient)
    try solver.run(trial.problem.parameters)
    solver.weigh { s, k, row in k == 1 ? solver.state(s, k)[row] : 0 }
    return try solver.parameterGradient(trial.problem.parameters)
  }

  /// Segments of 50 steps make the gradient exact where decay loses what one long way back would need; without them it
  /// is refused, not wrong.
  @Test("Segments make it exact", arguments: trials) func segmentsMakeItExact(_ trial: Trial) throws {
    let (expected, _) = try Self.gradient(trial, .discrete, segment: 50)
    let (found, statistics) = try Self.gradient(trial, .reversible(bound: 1e-6), segment: 50)
    for (x, y) in zip(found, expected) { #expect(abs(x - y) < 1e-9 * max(1, abs(y)), "\(x) \(y)") }
    #expect(statistics.reconstructionError < 1e-9)
    if trial.unsegmentedFails {
      let error = #expect(throws: SolverError.self) {
        _ = try Self.gradient(trial, .reversible(bound: 1e-6), segment: 1_000_000)
      }
      #expect(error?.kind == .reconstruction || error?.kind == .nonFinite)
    }
  }

  /// Against a gradient that has nothing to do with any solver: for `y' = p (y - cos t)` from 2, with
  /// `L = y(10)^2 / 2`.
  @Test("Agrees with a closed form") func agreesWithAClosedForm() throws {
    let trial = Self.trials[3]
    let (found, _) = try Self.gradient(trial, .reversible(bound: 1e-6), segment: 50)
    // Long after the start y = (k^2 cos t + k sin t) / (k^2 + 1) with k = -p; the start has died down to e^-50.
    let (k, t) = (5.0, 10.0)
    let q = k * k + 1
    let y = (k * k * cos(t) + k * sin(t)) / q
    let derivative = (2 * k * cos(t) + sin(t)) / q - 2 * k * (k * k * cos(t) + k * sin(t)) / (q * q)
    #expect(abs(found[0] + y * derivative) < 5e-9)
  }

  @Test("Works in single precision") func worksInSinglePrecision() throws {
    let times = [0, 0.7, 1.5]
    let start = [1.2, 0.3]
    func gradient<Scalar: KernelScalar>(_ type: Scalar.Type, _ method: GradientMethod) throws -> [Double] {
      let problem = Problem(initial: [start, [0.4, -0.2]], times: times, parameters: [1.1, 0.7])
      let solver = try problem.solverWithoutSnapshots(
        ClosureField<Scalar>.driven, SolveOptions(method: .dopri5.coupled(), control: .fixed(step: 0.05)),
        gradient: method)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      return try solver.parameterGradient(problem.parameters).0
    }
    let exact = try gradient(Double.self, .discrete)
    let single = try gradient(Float.self, .reversible(bound: 1e-3))
    for (x, y) in zip(single, exact) { #expect(abs(x - y) < 1e-5 * max(1, abs(y))) }
  }

  /// What a step needs of memory are its times and sizes, not its state: the same bytes for 4 rows as for 16.
  @Test("Memory needs no states") func memoryNeedsNoStates() throws {
    func needed(_ rows: Int, _ steps: Double, segment: Int) throws -> Int {
      let field = QuadraticField<Double>(pairs: rows / 2)
      let start = [Double](repeating: 0.4, count: rows)
      let problem = Problem(initial: [start, start, start], times: [0, 1], parameters: [0.3, 0.2])
      let solver = try problem.solverWithoutSnapshots(
        field,
        SolveOptions(
          method: .reversibleHeun, control: .fixed(step: 1 / steps), maximumSteps: 200_000, segment: segment),
        gradient: .reversible(bound: 1e-3))
      let forward = try solver.run(problem.parameters)
      #expect(abs(Double(forward.accepted) - steps) <= 1)
      solver.weigh { _, k, _ in k == 1 ? 1 : 0 }
      let (_, backward) = try solver.parameterGradient(problem.parameters)
      #expect(backward.reconstructed == forward.accepted)
      return try #require(solver.restorer).peakJournalBytes
    }
    var growths: [Int] = []
    for rows in [4, 16] {
      growths.append(try needed(rows, 100_000, segment: 1_000_000) - needed(rows, 1000, segment: 1_000_000))
    }
    #expect(growths[0] == growths[1])
    #expect(growths[0] <= 80 * 100_000)
    // Segments add the pair of states once each.
    let anchored = try needed(64, 1000, segment: 100)
    let free = try needed(64, 1000, segment: 1_000_000)
    #expect(anchored - free == 9 * 3 * 2 * 64 * 8)
  }

  /// A budget too small for the steps is an error that says how much is needed, and that much is enough.
  @Test("Says how much memory it needs") func saysHowMuchMemoryItNeeds() throws {
    let options = SolveOptions(method: .alf, control: .fixed(step: 0.001))
    func gradient(_ memory: Int) throws {
      let solver = try Self.problem.solver(
        Field.driven, options, gradient: .reversible(bound: 1e-6), memory: memory)
      try solver.run(Self.problem.parameters)
      solver.weigh(GradientTests.weight)
      let (_, statistics) = try solver.parameterGradient(Self.problem.parameters)
      #expect(statistics.peakBytes <= memory)
    }
    let start = #expect(throws: SolverError.self) { try gradient(100) }
    let least = try #require(start?.count)
    let end = #expect(throws: SolverError.self) { try gradient(least + 50_000) }
    let needed = try #require(end?.count)
    #expect(start?.kind == .memory && end?.kind == .memory && needed > least + 50_000)
    try gradient(needed)
  }

  /// Methods that cannot take their steps back say which can.
  @Test("Refuses other methods") func refusesOtherMethods() throws {
    for (method, gradient) in [
      (Method.tsit5, GradientMethod.reversible(bound: 1)), (.alf, .backsolve(bound: 1)),
      (.leapfrog, .backsolve(bound: 1)), (.rk4.coupled(), .backsolve(bound: 1)),
    ] {
      let error = #expect(throws: SolverError.self) {
        _ = try Self.problem.solver(
          Field.driven, SolveOptions(method: method, control: .fixed(step: 0.1)), gradient: gradient)
      }
      #expect(error?.kind == .gradientMethod)
      #expect(error?.description.contains("leapfrog, alf, reversibleHeun") == true)
    }
  }

  /// After the first solve and gradient nothing is allocated.
  @Test("Nothing is allocated", arguments: Stepping.allCases, [GradientMethod.discrete, .reversible(bound: 1)])
  func allocatesNothing(_ stepping: Stepping, _ gradient: GradientMethod) throws {
    var problem = Self.problem
    problem.parameters = [0.1, 0.2]
    for test in ReversibleCase.all {
      let control: StepControl = test.method.isAdaptive ? .adaptive(AdaptiveControl()) : .fixed(step: 0.11)
      let options = SolveOptions(method: test.method, control: control, stepping: stepping, segment: 10)
      // The leapfrog does not retrace its steps on this field.
      if gradient != .discrete && test.method == .leapfrog { continue }
      for solver in [
        try problem.solver(QuadraticField<Double>(), options, gradient: gradient),
        try problem.solverWithoutSnapshots(QuadraticField<Double>(), options, gradient: gradient),
      ] {
        solver.weigh(GradientTests.weight)
        #expect(try secondRoundAllocations(solver, problem.parameters) == 0, "\(test.testDescription)")
      }
    }
  }
}

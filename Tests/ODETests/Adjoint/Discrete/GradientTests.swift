import Foundation
import Kernels
import Testing

@testable import ODE

@Suite struct GradientTests {
  typealias Field = ClosureField<Double>

  /// Eleven samples with starts, spans and observation times of their own.
  static let problem: Problem = {
    let offsets: [Double] = [0, 0.31, 0.62, 1.04, 1.33]
    var initial: [[Double]] = []
    var times: [[Double]] = []
    for s in 0..<11 {
      let x = Double(s)
      initial.append([1 + 0.1 * x, 0.6 + 0.05 * x])
      times.append(offsets[0...(2 + s % 3)].map { $0 + 0.05 * x })
    }
    return Problem(initial: initial, times: times, parameters: [1.1, 0.7, 0.3])
  }()

  /// Arbitrary but fixed weights, so that no cotangent vanishes by symmetry.
  @Sendable static func weight(_ s: Int, _ k: Int, _ row: Int) -> Double {
    sin(1.7 * Double(s) + 2.3 * Double(k) + 0.9 * Double(row) + 0.4)
  }

  static func options(_ name: String, _ stepping: Stepping) throws -> SolveOptions {
    SolveOptions(method: try #require(Method(named: name)), control: .fixed(step: 0.11), stepping: stepping)
  }

  /// The loss of a problem, for differences.
  static func loss(_ problem: Problem, _ options: SolveOptions) throws -> Double {
    let solver = try problem.solver(Field.predators, options)
    try solver.run(problem.parameters)
    return solver.loss(weight)
  }

  /// Central differences extrapolated once (Richardson), good to about 1e-10.
  static func difference(_ problem: Problem, _ options: SolveOptions, _ move: (inout Problem, Double) -> Void) throws
    -> Double
  {
    func central(_ h: Double) throws -> Double {
      var (plus, minus) = (problem, problem)
      move(&plus, h)
      move(&minus, -h)
      return try (loss(plus, options) - loss(minus, options)) / (2 * h)
    }
    return try (4 * central(5e-4) - central(1e-3)) / 3
  }

  /// The discrete gradient of parameters, initial states and times against differences, for every method.
  @Test("Discrete gradient is exact", arguments: Method.all.map(\.name), Stepping.allCases)
  func discreteGradientIsExact(_ name: String, _ stepping: Stepping) throws {
    let problem = Self.problem
    let options = try Self.options(name, stepping)
    let solver = try problem.solver(Field.predators, options, gradient: .discrete)
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh(Self.weight)
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    for i in gradient.indices {
      let expected = try Self.difference(problem, options) { $0.parameters[i] += $1 }
      #expect(abs(gradient[i] - expected) < 1e-8 * max(1, abs(expected)), "p\(i) \(gradient[i]) \(expected)")
    }
    for s in [0, 4, 10] {
      for row in 0..<2 {
        let expected = try Self.difference(problem, options) { $0.initial[s][row] += $1 }
        let found: Double = solver.initialCotangent[row, s]
        #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "y0 \(s) \(row)")
      }
      for k in problem.times[s].indices {
        let expected = try Self.difference(problem, options) { $0.times[s][k] += $1 }
        let found: Double = solver.timeCotangents[k, s]
        #expect(abs(found - expected) < 1e-8 * max(1, abs(expected)), "t \(s) \(k): \(found) \(expected)")
      }
    }
  }

  /// Snapshots within a byte budget change nothing but the cost: the bits are those of storing everything.
  @Test("Budgets change no bit", arguments: SolverTests.adaptive, Stepping.allCases)
  func budgetsChangeNoBit(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    let problem = Self.problem
    let tolerance = 10 * SolverTests.tight(method)
    let options = SolveOptions(
      method: method, control: .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)),
      stepping: stepping)
    var reference: [Double]?
    var least = 0
    do { _ = try problem.solver(Field.predators, options, gradient: .discrete, memory: 0) } catch {
      least = (error as? SolverError)?.count ?? 0
    }
    #expect(least > 0)
    for memory in [1 << 26, least, least + 3_000, least + 20_000, least + 100_000] {
      let solver = try problem.solver(Field.predators, options, gradient: .discrete, memory: memory)
      let forward = try solver.run(problem.parameters)
      solver.weigh(Self.weight)
      let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
      #expect(gradient == (reference ?? gradient), "memory \(memory)")
      reference = gradient
      #expect(statistics.peakBytes <= memory)
      #expect(forward.accepted > 5)
      if memory == least { #expect(statistics.replayed > 0) }
      // A derivative that is carried from the start on is evaluated there once.
      let least = method.tableau.auxiliary?.kind == .derivative ? 1 : 0
      if memory == 1 << 26 { #expect(statistics.replayed == 0 && statistics.evaluations == least) }
    }
  }

  /// The binomial schedule replays as many steps as Griewank and Walther's formula says, `r n - C(c + r, r - 1)` in
  /// all.
  @Test("Replays as predicted") func replaysAsPredicted() {
    func steps(_ n: Int, _ c: Int) -> Int {
      // Forward steps to sweep n steps back from a snapshot of the first, the last one's own not counted.
      if n == 1 { return 0 }
      if c == 1 { return n * (n - 1) / 2 }
      let k = Int(SnapshotStore.split(n, slots: c))
      return k + steps(n - k, c - 1) + steps(k, c)
    }
    for c in 2...7 {
      for n in 2...150 {
        var r = 0
        var reach = 1.0
        while reach < Double(n) {
          r += 1
          reach = reach * Double(c + r) / Double(r)
        }
        // C(c + r, r - 1)
        var choose = 1.0
        for i in 0..<max(0, r - 1) { choose = choose * Double(c + r - i) / Double(i + 1) }
        #expect(steps(n, c) == r * n - Int(choose.rounded()), "n \(n) c \(c)")
      }
    }
  }

  /// The plan predicts the replays of a whole gradient to the step, from those that fit to the most that memory can
  /// force.
  @Test("Replays as planned", arguments: ["euler", "alf", "tsit5", "kvaerno3"], Stepping.allCases)
  func replaysAsPlanned(_ name: String, _ stepping: Stepping) throws {
    let problem = Self.problem
    let method = try #require(Method(named: name))
    var spacings: Set<Int> = []
    for step in [1.0, 0.2, 0.05, 0.009, 0.004] {
      let options = SolveOptions(method: method, control: .fixed(step: step), stepping: stepping)
      let roomy = try problem.solver(Field.predators, options, gradient: .discrete)
      let store = Arena.bytes { arena in
        _ = SnapshotStore(slots: 3, slotBytes: roomy.plan.snapshotBytes, in: arena)
      }
      let least = roomy.plan.fixedBytes + store
      for memory in [least, least + 2_000, least + 5_000, least + 40_000] {
        let solver = try problem.solver(Field.predators, options, gradient: .discrete, memory: memory)
        let steps = try solver.run(problem.parameters).accepted
        solver.weigh(Self.weight)
        let (_, statistics) = try solver.parameterGradient(problem.parameters)
        #expect(statistics.replayed == solver.plan.replays(steps: steps), "\(steps) steps, \(memory) bytes")
        spacings.insert(solver.plan.spacing(steps: steps))
      }
    }
    #expect(spacings.count > 4)
  }

  /// Backsolve against the exact gradient of the same problem at a tight tolerance, times included.
  @Test(
    "Backsolve agrees with the discrete gradient",
    arguments: SolverTests.adaptive.filter { Method.oneStep.contains($0) }, Stepping.allCases)
  func backsolveAgrees(_ name: String, _ stepping: Stepping) throws {
    let method = try #require(Method(named: name))
    let problem = Self.problem
    let tolerance = SolverTests.tight(method)
    let bound = 1000 * SolverTests.leniency(method) * tolerance
    let tight = AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)
    let options = SolveOptions(method: method, control: .adaptive(tight), stepping: stepping)
    let exact = try problem.solver(Field.predators, options, gradient: .discrete)
    exact.computesTimeCotangents = true
    try exact.run(problem.parameters)
    exact.weigh(Self.weight)
    let (expected, _) = try exact.parameterGradient(problem.parameters)
    let solver = try problem.solver(Field.predators, options, gradient: .backsolve(bound: 10 * bound))
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    solver.weigh(Self.weight)
    let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
    for i in gradient.indices { #expect(abs(gradient[i] - expected[i]) < bound * max(1, abs(expected[i]))) }
    for s in 0..<11 {
      for row in 0..<2 {
        #expect(abs(solver.initialCotangent[row, s] - exact.initialCotangent[row, s]) < bound)
      }
      for k in problem.times[s].indices {
        #expect(abs(solver.timeCotangents[k, s] - exact.timeCotangents[k, s]) < 10 * bound, "\(s) \(k)")
      }
    }
    #expect(statistics.reconstructionError > 0 && statistics.reconstructionError < bound)
  }

  /// A decaying state cannot be reconstructed: the method says so instead of returning nonsense.
  @Test("Backsolve refuses what it cannot reconstruct") func backsolveRefusesWhatItCannotReconstruct() throws {
    let field = Field(
      stateCount: 1, parameterCount: 1, value: { t, y, p in [p[0] * (y[0] - cos(t))] },
      jacobian: { _, _, p in [[p[0]]] }, parameterJacobian: { t, y, _ in [[y[0] - cos(t)]] },
      timeDerivative: { t, _, p in [p[0] * sin(t)] })
    let problem = Problem(initial: [[2]], times: [0, 6], parameters: [-8])
    let solver = try problem.solver(field, SolveOptions(), gradient: .backsolve(bound: 1e-2))
    try solver.run(problem.parameters)
    solver.weigh { _, _, _ in 1 }
    let error = #expect(throws: SolverError.self) { _ = try solver.parameterGradient(problem.parameters) }
    #expect(error?.kind == .reconstruction || error?.kind == .stepUnderflow || error?.kind == .stepLimit)
  }

  /// The continuous adjoint needs the same memory however many steps there are.
  @Test("Backsolve memory is constant") func backsolveMemoryIsConstant() throws {
    var peaks: [Int] = []
    for steps in [100.0, 100_000] {
      let problem = Problem(initial: [[1.3, 0.4]], times: [0, 1], parameters: [0.9])
      let solver = try problem.solver(
        Field.swirl, SolveOptions(method: .rk4, control: .fixed(step: 1 / steps), maximumSteps: 200_000),
        gradient: .backsolve(bound: 1))
      let forward = try solver.run(problem.parameters)
      #expect(abs(Double(forward.accepted) - steps) <= 1)
      solver.weigh { _, _, _ in 1 }
      let (_, statistics) = try solver.parameterGradient(problem.parameters)
      peaks.append(statistics.peakBytes)
    }
    #expect(peaks[0] == peaks[1])
  }

  /// After the first solve and gradient nothing is allocated, whichever the method, the stepping and the gradient.
  @Test(
    "Allocates nothing", arguments: Stepping.allCases, [GradientMethod.discrete, .interpolated, .backsolve(bound: 1)])
  func allocatesNothing(_ stepping: Stepping, _ gradient: GradientMethod) throws {
    let problem = Self.problem
    for method in Method.all where gradient == .discrete || Method.oneStep.contains(method.name) {
      let control: StepControl = method.isAdaptive ? .adaptive(AdaptiveControl()) : .fixed(step: 0.11)
      let solver = try problem.solver(
        QuadraticField<Double>(), SolveOptions(method: method, control: control, stepping: stepping),
        gradient: gradient,
        costs: [MixedCost(), KineticEnergy()])
      solver.weigh(Self.weight)
      #expect(try secondRoundAllocations(solver, [0.1, 0.2]) == 0, "\(method.name)")
    }
  }

  /// A trial that leaves the field's domain is rejected for its sample alone, and leaves no trace in the gradient.
  ///
  /// `(2 sqrt(y_0 - 1))' = +-p y_1`, not a number below 1. The first trial takes the first sample there, on the way
  /// forward or on the way back, while the others, which stand still, accept it.
  @Test(
    "Rejected samples do not spoil the gradient", arguments: [-1.0, 1],
    [GradientMethod.discrete, .backsolve(bound: 1e-3)])
  func rejectedSamplesDoNotSpoilTheGradient(_ sign: Double, _ method: GradientMethod) throws {
    let field = Field(
      stateCount: 2, parameterCount: 1, value: { t, y, p in [sign * p[0] * y[1] * (y[0] - 1).squareRoot(), 0] },
      jacobian: { t, y, p in
        let root = (y[0] - 1).squareRoot()
        return [[sign * p[0] * y[1] / (2 * root), sign * p[0] * root], [0, 0]]
      },
      parameterJacobian: { t, y, p in [[sign * y[1] * (y[0] - 1).squareRoot()], [0]] },
      timeDerivative: { _, _, _ in [0, 0] })
    let start = sign < 0 ? 1 : 0.2
    let problem = Problem(initial: [[1 + start * start, 1], [5, 0], [10, 0]], times: [0, 1.5], parameters: [0.9])
    let solver = try problem.solver(
      field,
      SolveOptions(
        control: .adaptive(AdaptiveControl(relativeTolerance: 1e-9, absoluteTolerance: 1e-9, firstStep: 1.5)),
        stepping: .sample), gradient: method)
    try solver.run([0.9])
    solver.weigh { _, k, row in k == 1 && row == 0 ? 1 : 0 }
    let (gradient, _) = try solver.parameterGradient([0.9])
    let root = start + sign * 0.9 * 0.75
    #expect(abs(solver.state(0, 1)[0] - (1 + root * root)) < 1e-7)
    #expect(abs(gradient[0] - sign * 1.5 * root) < 1e-6, "\(gradient[0])")
  }
}

import Kernels
import Testing

@testable import ODE

/// When a reversible gradient keeps the steps of a solve and when it takes them back, as its plan says.
@Suite struct ReversiblePlanTests {
  static let cases = ReversibleCase.all.filter {
    ["alf", "reversibleHeun", "coupled rk4", "coupled dopri5", "leapfrog"].contains($0.testDescription)
  }
  static let problem = ReversibleGradientTests.problem
  static let bound = GradientMethod.reversible(bound: 1e-3)

  /// The gradient with respect to everything, and what it took.
  struct Found<Scalar: KernelScalar> {
    var gradient: [Double] = []
    var forward = SolveStatistics()
    var backward = SolveStatistics()

    init(_ solver: Solver<ClosureField<Scalar>>, _ problem: Problem) throws {
      problem.fill(solver)
      solver.computesTimeCotangents = true
      forward = try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      (gradient, backward) = try solver.parameterGradient(problem.parameters)
      for s in problem.initial.indices {
        for row in 0..<2 { gradient.append(Double(solver.initialCotangent[row, s])) }
        for k in problem.times[s].indices { gradient.append(solver.timeCotangents[k, s]) }
      }
    }

    /// The largest difference from another gradient, over the larger of 1 and its component.
    func distance(from other: Found) -> Double {
      zip(gradient, other.gradient).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .nan
    }
  }

  static func options(_ test: ReversibleCase, _ stepping: Stepping) -> [SolveOptions] {
    ReversibleGradientTests.controls.filter { $0 == .fixed(step: 0.11) || test.method.isAdaptive }
      .map { SolveOptions(method: test.method, control: $0, stepping: stepping, segment: 6) }
  }

  /// The least budget that a gradient does not refuse outright.
  static func least<Scalar: KernelScalar>(_ gradient: GradientMethod, _ options: SolveOptions, _ type: Scalar.Type)
    -> Int
  {
    do {
      _ = try problem.solver(ClosureField<Scalar>.driven, options, gradient: gradient, memory: 0)
      return 0
    } catch { return (error as? SolverError)?.count ?? 0 }
  }

  /// With room for all steps nothing is taken back: bits and cost are those of storing everything.
  @Test("Keeps every step in ample memory", arguments: cases, Stepping.allCases) func keepsEveryStepInAmpleMemory(
    _ test: ReversibleCase, _ stepping: Stepping
  ) throws {
    func check<Scalar: KernelScalar>(_ type: Scalar.Type) throws {
      for options in Self.options(test, stepping) {
        let found = try [.discrete, Self.bound].map {
          try Found(Self.problem.solver(ClosureField<Scalar>.driven, options, gradient: $0), Self.problem)
        }
        #expect(found[0].gradient == found[1].gradient)
        #expect(found[1].forward.accepted > 5 && found[1].backward.reconstructed == 0)
        #expect(found[1].backward.replayed == 0 && found[1].backward.reconstructionError == 0)
        #expect(found[0].backward.evaluations == found[1].backward.evaluations)
        #expect(found[0].backward.vjps == found[1].backward.vjps)
      }
    }
    try check(Float.self)
    try check(Double.self)
  }

  /// From ample memory to the least a journal asks for, steps are taken back where the plan says so and nowhere else.
  ///
  /// None is replayed, and the gradient is that of `discrete`, to the bit or to round-off. A budget that is named as
  /// enough is.
  @Test("Switches where the plan says", arguments: cases, Stepping.allCases) func switchesWhereThePlanSays(
    _ test: ReversibleCase, _ stepping: Stepping
  ) throws {
    func check<Scalar: KernelScalar>(_ type: Scalar.Type, roundOff: Double) throws {
      let field = ClosureField<Scalar>.driven
      for options in Self.options(test, stepping) {
        let exact = try Found(Self.problem.solver(field, options, gradient: .discrete), Self.problem)
        let least = Self.least(Self.bound, options, type)
        var ways: Set<Bool> = []
        var wholeSteps: Set<Int> = []
        var needed = least
        for extra in [1 << 22, 300_000, 100_000] + Array(stride(from: 60_000, through: 0, by: -999)) + [0] {
          let memory = least + extra
          let solver = try Self.problem.solver(field, options, gradient: Self.bound, memory: memory)
          wholeSteps.insert(solver.plan.wholeSteps)
          do {
            let found = try Found(solver, Self.problem)
            let steps = found.forward.accepted
            let takesBack = steps > solver.plan.snapshots
            ways.insert(takesBack)
            #expect(memory >= needed || needed == least)
            #expect(found.backward.reconstructed == (takesBack ? steps : 0))
            #expect(solver.plan.reconstructions(steps: steps) == found.backward.reconstructed)
            #expect(found.backward.replayed == 0 && solver.plan.replays(steps: steps) == 0)
            #expect(found.backward.peakBytes <= memory && found.forward.peakBytes <= memory)
            #expect((found.backward.reconstructionError > 0) == takesBack)
            if takesBack {
              #expect(found.distance(from: exact) < roundOff, "\(memory)")
            } else {
              #expect(found.gradient == exact.gradient, "\(memory)")
            }
          } catch let error as SolverError {
            #expect(error.kind == .memory && error.count > memory)
            needed = error.count
            ways.insert(true)
          }
        }
        let found = try Found(Self.problem.solver(field, options, gradient: Self.bound, memory: needed), Self.problem)
        #expect(found.backward.reconstructed == found.forward.accepted)
        #expect(ways == [true, false] && wholeSteps.count > 2 && wholeSteps.contains(2))
      }
    }
    try check(Float.self, roundOff: 1e-3)
    try check(Double.self, roundOff: 1e-10)
  }

  /// The least budget holds what never grows and one step of the journal; a byte less is refused, and the refusal names
  /// it.
  @Test("Refuses less than one step", arguments: cases) func refusesLessThanOneStep(_ test: ReversibleCase) throws {
    let options = Self.options(test, .group)[0]
    let least = Self.least(Self.bound, options, Double.self)
    let solver = try Self.problem.solver(
      ClosureField<Double>.driven, options, gradient: Self.bound, memory: least)
    // Three numbers of 8 bytes and three of 4 for each of eleven samples, 32 bytes of their own, and the states, in
    // pieces of 16 bytes.
    let states = 11 * 2 * test.method.parts * 8
    #expect(least - solver.plan.fixedBytes == (11 * 36 + 15) / 16 * 16 + 32 + (states + 15) / 16 * 16)
    #expect(solver.plan.snapshots == 0 && solver.plan.wholeSteps == 2)
    let error = #expect(throws: SolverError.self) {
      _ = try Self.problem.solver(ClosureField<Double>.driven, options, gradient: Self.bound, memory: least - 1)
    }
    #expect(error?.kind == .memory && error?.count == least)
  }

  /// What earlier solves did leaves no trace: each is kept or taken back for its own number of steps alone.
  @Test("Chooses for each solve anew", arguments: cases, Stepping.allCases) func choosesForEachSolveAnew(
    _ test: ReversibleCase, _ stepping: Stepping
  ) throws {
    let options = Self.options(test, stepping)[0]
    var brief = Self.problem
    brief.times = brief.times.map { times in times.map { times[0] + ($0 - times[0]) / 10 } }
    let memory = Self.least(Self.bound, options, Double.self) + 12_000
    func solver() throws -> Solver<ClosureField<Double>> {
      try Self.problem.solver(ClosureField<Double>.driven, options, gradient: Self.bound, memory: memory)
    }
    let used = try solver()
    for problem in [brief, Self.problem, brief, brief, Self.problem, Self.problem, brief] {
      let found = try Found(used, problem)
      let fresh = try Found(solver(), problem)
      #expect(found.gradient == fresh.gradient)
      #expect(found.backward.reconstructed == fresh.backward.reconstructed)
      #expect((found.backward.reconstructed > 0) == (problem.times != brief.times))
    }
  }
}

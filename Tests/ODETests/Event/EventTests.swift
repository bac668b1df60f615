import Foundation
import Kernels
import Testing

@testable import ODE

@Suite struct EventTests {
  typealias Field = ClosureField<Double>

  /// Methods whose dense output follows a parabola exactly.
  static let parabolic = cut.filter { $0.order >= 2 && $0.denseOrder >= 2 }.map(\.name)
  /// Methods whose steps an event can end.
  static let cut = Method.all.filter { $0.parts == 1 }

  static func options(_ name: String, _ stepping: Stepping, step: Double = 0.23) throws -> SolveOptions {
    SolveOptions(method: try #require(Method(named: name)), control: .fixed(step: step), stepping: stepping)
  }

  static func bouncing(_ effect: EventEffect<Double>? = nil, capacity: Int = 16) -> EventConfiguration<Double> {
    EventConfiguration(
      [Event(BouncingBall.floor, direction: .falling, effect: effect ?? .jump(BouncingBall.bounce))], capacity: capacity
    )
  }

  /// Central differences of a closed form, extrapolated once.
  static func difference(_ f: (Double) -> Double, at x: Double) -> Double {
    func central(_ h: Double) -> Double { (f(x + h) - f(x - h)) / (2 * h) }
    return (4 * central(5e-4) - central(1e-3)) / 3
  }

  // MARK: Closed forms

  /// The fall of a ball from 10 at g = 8: it lands at sqrt(20/8), and the gradient of that time is 1 / sqrt(2 g x0).
  @Test("Lands when it should", arguments: parabolic, Stepping.allCases)
  func landsWhenItShould(_ name: String, _ stepping: Stepping) throws {
    let problem = Problem(initial: [[10, 0], [5, 0], [40, 0]], times: [0, 1, 4], parameters: [8, 0.5])
    let solver = try problem.solver(
      BouncingBall.field, try Self.options(name, stepping), gradient: .discrete, events: Self.bouncing(.terminate))
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    #expect((0..<3).map { Int(solver.reached[$0]) } == [2, 2, 2])
    for (s, start) in problem.initial.enumerated() {
      #expect(book.counts[s] == 1)
      let exact = (2 * start[0] / 8).squareRoot()
      #expect(abs(book.times[0, s] - exact) < 1e-13 * exact)
      #expect(abs(book.states[0][1, s] + 8 * exact) < 1e-11)
      book.timeCotangents[0, s] = 1
    }
    solver.weigh { _, _, _ in 0 }
    let (gradient, _) = try solver.parameterGradient(problem.parameters)
    for (s, start) in problem.initial.enumerated() {
      #expect(abs(solver.initialCotangent[0, s] - 1 / (16 * start[0]).squareRoot()) < 1e-12)
    }
    // d sqrt(2 x0 / g) / dg, summed over the samples.
    let expected = problem.initial.reduce(0) { $0 - ($1[0] / (2 * 512)).squareRoot() }
    #expect(abs(gradient[0] - expected) < 1e-12)
  }

  /// Position and speed after two bounces, and their gradients with respect to start, gravity and restitution.
  @Test("Bounces as in closed form", arguments: parabolic, Stepping.allCases)
  func bouncesAsInClosedForm(_ name: String, _ stepping: Stepping) throws {
    let starts = [10.0, 6, 8.5]
    let problem = Problem(initial: starts.map { [$0, 0] }, times: [0, 4.1], parameters: [8, 0.7])
    let solver = try problem.solver(
      BouncingBall.field, try Self.options(name, stepping), gradient: .discrete, events: Self.bouncing())
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    let (g, c) = (problem.parameters[0], problem.parameters[1])
    var counts: [Int] = []
    for (s, x0) in starts.enumerated() {
      let count = Int(book.counts[s])
      counts.append(count)
      for (n, t) in BouncingBall.bounces(count, x0: x0, g: g, c: c).enumerated() {
        #expect(abs(book.times[n, s] - t) < 1e-12)
      }
      let exact = BouncingBall.state(at: 4.1, after: count, x0: x0, g: g, c: c)
      #expect(zip(solver.state(s, 1), exact).allSatisfy { abs($0 - $1) < 1e-11 }, "\(solver.state(s, 1)) \(exact)")
    }
    #expect(counts.allSatisfy { $0 >= 2 })
    for row in 0..<2 {
      solver.weigh { _, k, r in k == 1 && r == row ? 1 : 0 }
      try solver.run(problem.parameters)
      let (gradient, _) = try solver.parameterGradient(problem.parameters)
      var expected = [0.0, 0.0]
      for (s, x0) in starts.enumerated() {
        let n = counts[s]
        expected[0] += Self.difference(
          { BouncingBall.state(at: 4.1, after: n, x0: x0, g: $0, c: c)[row] }, at: g)
        expected[1] += Self.difference(
          { BouncingBall.state(at: 4.1, after: n, x0: x0, g: g, c: $0)[row] }, at: c)
        let derivative = Self.difference({ BouncingBall.state(at: 4.1, after: n, x0: $0, g: g, c: c)[row] }, at: x0)
        #expect(abs(solver.initialCotangent[0, s] - derivative) < 1e-8 * max(1, abs(derivative)))
      }
      for i in 0..<2 {
        #expect(abs(gradient[i] - expected[i]) < 1e-8 * max(1, abs(expected[i])), "\(i): \(gradient[i]) \(expected[i])")
      }
    }
  }

  /// A clock that is set back by 1 whenever it reaches 0: the jump moves it off zero, so that its sign is its own
  /// again.
  @Test("Fires again after a reset", arguments: cut.map(\.name), Stepping.allCases)
  func firesAgainAfterAReset(_ name: String, _ stepping: Stepping) throws {
    let clock = ClosureField<Double>(
      stateCount: 2, parameterCount: 1, value: { _, _, p in [-p[0], 0] },
      jacobian: { _, _, _ in [[0, 0], [0, 0]] }, parameterJacobian: { _, _, _ in [[-1], [0]] },
      timeDerivative: { _, _, _ in [0, 0] })
    for direction in [EventDirection.falling, .either] {
      let problem = Problem(initial: [[0.5, 1], [0.25, 1]], times: [0, 4], parameters: [1])
      let plan = EventConfiguration<Double>([
        Event(
          ComponentThreshold(component: 0, level: 0, stateCount: 2), direction: direction,
          effect: .jump(AffineJump(scale: [1, 1], shift: [1, 0])))
      ])
      let solver = try problem.solver(
        clock, try Self.options(name, stepping, step: 0.7), gradient: .discrete, events: plan)
      try solver.run(problem.parameters)
      let book = try #require(solver.events)
      for (s, start) in problem.initial.enumerated() {
        #expect(book.counts[s] == 4)
        for k in 0..<4 {
          #expect(abs(book.times[k, s] - (start[0] + Double(k))) < 1e-13)
          #expect(abs(book.states[k][0, s]) < 1e-13)
          #expect(abs(book.statesAfter[k][0, s] - 1) < 1e-13)
        }
        #expect(abs(solver.state(s, 1)[0] - start[0]) < 1e-12)
      }
    }
  }

  /// What would have happened later in a step that an event ends never happens, whichever is looked for first.
  @Test(
    "Nothing happens beyond a cut", arguments: [EventEffect<Double>.terminate, .jump(BouncingBall.bounce)],
    [false, true])
  func nothingHappensBeyondACut(_ effect: EventEffect<Double>, _ floorFirst: Bool) throws {
    let problem = Problem(initial: [[10, 0]], times: [0, 2], parameters: [8, 0.5])
    let below = ClosureEvent<Double>(
      value: { _, y, _ in y[0] + 1 }, stateGradient: { _, _, _ in [1, 0] }, rows: 2, parameters: 2)
    let floor = Event(BouncingBall.floor, direction: .falling, effect: effect)
    let never = Event(below, direction: .either)
    let solver = try problem.solver(
      BouncingBall.field, try Self.options("rk4", .group, step: 2),
      events: EventConfiguration(floorFirst ? [floor, never] : [never, floor]))
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    #expect(book.counts[0] == 1 && Int(book.kinds[0, 0]) == (floorFirst ? 0 : 1))
  }

  /// A ball thrown up through a height and down again within one step: both crossings are found and told apart.
  @Test("Finds both crossings of one step") func findsBothCrossingsOfOneStep() throws {
    let problem = Problem(initial: [[0, 5]], times: [0, 1], parameters: [10, 0])
    let height = ClosureEvent<Double>(
      value: { _, y, _ in y[0] - 1.2 }, stateGradient: { _, _, _ in [1, 0] }, rows: 2, parameters: 2)
    let plan = EventConfiguration([
      Event(height, direction: .falling), Event(height, direction: .rising), Event(height, direction: .either),
    ])
    let solver = try problem.solver(BouncingBall.field, try Self.options("rk4", .group, step: 2), events: plan)
    let statistics = try solver.run(problem.parameters)
    #expect(statistics.accepted == 1)
    let book = try #require(solver.events)
    // 5 t - 5 t^2 = 1.2
    let (up, down) = (0.4, 0.6)
    #expect(book.counts[0] == 4)
    let found = (0..<4).map { (book.times[$0, 0], Int(book.kinds[$0, 0])) }
    #expect(Set(found.prefix(2).map(\.1)) == [1, 2] && Set(found.suffix(2).map(\.1)) == [0, 2])
    for (k, t) in [up, up, down, down].enumerated() { #expect(abs(found[k].0 - t) < 1e-14) }
    // Looked at only at the end of the step, the pair hides.
    let blind = try problem.solver(
      BouncingBall.field, try Self.options("rk4", .group, step: 2),
      events: EventConfiguration(plan.events, samplesPerStep: 1))
    try blind.run(problem.parameters)
    #expect(try #require(blind.events).counts[0] == 0)
  }

  /// Backward in time the same crossings come in the opposite order, with the directions exchanged.
  @Test("Finds them backward too", arguments: Stepping.allCases)
  func findsThemBackwardToo(_ stepping: Stepping) throws {
    let problem = Problem(initial: [[0, -5]], times: [1, 0], parameters: [10, 0])
    let height = ClosureEvent<Double>(
      value: { _, y, _ in y[0] - 1.2 }, stateGradient: { _, _, _ in [1, 0] }, rows: 2, parameters: 2)
    let plan = EventConfiguration([
      Event(height, direction: .falling), Event(height, direction: .rising, effect: .terminate),
    ])
    let solver = try problem.solver(BouncingBall.field, try Self.options("dopri5", stepping, step: 0.3), events: plan)
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    #expect(book.counts[0] == 1 && book.kinds[0, 0] == 1)
    #expect(abs(book.times[0, 0] - 0.6) < 1e-13)
    #expect(solver.reached[0] == 1)
  }

  // MARK: Gradients

  /// Events of every effect in one solve, functions and jumps that depend on time and parameters.
  static func mixedPlan(samplesPerStep: Int = 8) -> EventConfiguration<Double> {
    let moving = ClosureEvent<Double>(
      value: { t, y, p in y[0] - 1.05 - 0.1 * p[0] - 0.2 * t }, stateGradient: { _, _, _ in [1, 0] },
      timeDerivative: { _, _, _ in -0.2 }, parameterGradient: { _, _, _ in [-0.1, 0, 0] }, rows: 2, parameters: 3)
    let curved = ClosureEvent<Double>(
      value: { t, y, p in y[0] * y[1] - p[1] * 2.3 }, stateGradient: { _, y, _ in [y[1], y[0]] },
      parameterGradient: { _, _, _ in [0, -2.3, 0] }, rows: 2, parameters: 3)
    let clock = ClosureEvent<Double>(
      value: { t, y, p in t - 0.5 - 0.1 * y[1] }, stateGradient: { _, _, _ in [0, -0.1] },
      timeDerivative: { _, _, _ in 1 }, rows: 2, parameters: 3)
    let kick = ClosureJump<Double>(
      value: { t, y, p in [y[0] * 0.8 + 0.1 * t, y[1] + p[2] * y[0]] },
      jacobian: { _, _, p in [[0.8, 0], [p[2], 1]] }, timeDerivative: { _, _, _ in [0.1, 0] },
      parameterJacobian: { _, y, _ in [[0, 0, 0], [0, 0, y[0]]] }, rows: 2, parameters: 3)
    let shift = ClosureJump<Double>(
      value: { t, y, p in [y[0] + 0.2 * p[0] + 0.1 * t * y[1], y[1]] },
      jacobian: { t, _, _ in [[1, 0.1 * t], [0, 1]] },
      timeDerivative: { _, y, _ in [0.1 * y[1], 0] },
      parameterJacobian: { _, _, _ in [[0.2, 0, 0], [0, 0, 0]] }, rows: 2, parameters: 3)
    return EventConfiguration(
      [
        Event(moving), Event(curved, direction: .rising, effect: .jump(kick)),
        Event(clock, direction: .rising, effect: .jump(shift)),
        Event(
          ClosureEvent<Double>(
            value: { t, y, _ in 2.1 - t - 0.05 * y[0] }, stateGradient: { _, _, _ in [-0.05, 0] },
            timeDerivative: { _, _, _ in -1 }, rows: 2, parameters: 3), effect: .terminate),
      ], samplesPerStep: samplesPerStep)
  }

  static let problem: Problem = {
    var problem = GradientTests.problem
    for s in problem.times.indices { problem.times[s].append(problem.times[s][0] + 2) }
    problem.times[3].append(2.6)
    problem.times[7].append(2.9)
    return problem
  }()

  /// The loss of the observations that were reached and of the events.
  static func loss(_ solver: Solver<Field>) throws -> Double {
    let book = try #require(solver.events)
    var sum = 0.0
    for s in 0..<solver.samples {
      for k in 0..<Int(solver.reached[s]) {
        for (row, y) in solver.state(s, k).enumerated() { sum += GradientTests.weight(s, k, row) * y }
      }
      for k in 0..<Int(book.counts[s]) {
        sum += timeWeight(s, k) * book.times[k, s]
        for row in 0..<2 { sum += stateWeight(s, k, row) * book.states[k][row, s] }
      }
    }
    return sum
  }

  static func timeWeight(_ s: Int, _ k: Int) -> Double { cos(1.1 * Double(s) + 0.7 * Double(k)) }
  static func stateWeight(_ s: Int, _ k: Int, _ row: Int) -> Double { 0.5 * sin(0.3 + Double(s + 2 * k + row)) }

  static func weigh(_ solver: Solver<Field>) throws {
    let book = try #require(solver.events)
    solver.weigh { s, k, row in k < Int(solver.reached[s]) ? GradientTests.weight(s, k, row) : 0 }
    for s in 0..<solver.samples {
      for k in 0..<Int(book.counts[s]) {
        book.timeCotangents[k, s] = timeWeight(s, k)
        for row in 0..<2 { book.stateCotangents[k][row, s] = stateWeight(s, k, row) }
      }
    }
  }

  /// The gradient through events of all effects against differences, for every method.
  @Test("Gradient is exact", arguments: EventTests.cut.map(\.name), Stepping.allCases)
  func gradientIsExact(_ name: String, _ stepping: Stepping) throws {
    let problem = Self.problem
    let options = try GradientTests.options(name, stepping)
    let solver = try problem.solver(
      Field.predators, options, gradient: .discrete, events: Self.mixedPlan())
    solver.computesTimeCotangents = true
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    let events = (0..<solver.samples).map { Int(book.counts[$0]) }
    #expect(events.reduce(0, +) > 2 * solver.samples && events.contains { $0 >= 4 }, "\(events)")
    #expect((0..<solver.samples).contains { solver.reached[$0] < solver.counts[$0] })
    try Self.weigh(solver)
    let (gradient, _) = try solver.parameterGradient(problem.parameters)

    func difference(_ move: (inout Problem, Double) -> Void) throws -> Double {
      func value(_ h: Double) throws -> Double {
        var moved = problem
        move(&moved, h)
        let solver = try moved.solver(Field.predators, options, events: Self.mixedPlan())
        try solver.run(moved.parameters)
        return try Self.loss(solver)
      }
      func central(_ h: Double) throws -> Double { try (value(h) - value(-h)) / (2 * h) }
      return try (4 * central(5e-5) - central(1e-4)) / 3
    }
    for i in gradient.indices {
      let expected = try difference { $0.parameters[i] += $1 }
      #expect(abs(gradient[i] - expected) < 1e-7 * max(1, abs(expected)), "p\(i) \(gradient[i]) \(expected)")
    }
    for s in [3, 10] {
      for row in 0..<2 {
        let expected = try difference { $0.initial[s][row] += $1 }
        let found: Double = solver.initialCotangent[row, s]
        #expect(abs(found - expected) < 1e-7 * max(1, abs(expected)), "y0 \(s) \(row) \(found) \(expected)")
      }
      for k in problem.times[s].indices {
        let expected = try difference { $0.times[s][k] += $1 }
        let found: Double = solver.timeCotangents[k, s]
        #expect(abs(found - expected) < 1e-7 * max(1, abs(expected)), "t \(s) \(k): \(found) \(expected)")
      }
    }
  }

  /// Steps taken again within a byte budget meet the same events: the gradient has the bits of storing everything.
  @Test("Budgets change no bit", arguments: cut.filter(\.isAdaptive).map(\.name), Stepping.allCases)
  func budgetsChangeNoBit(_ name: String, _ stepping: Stepping) throws {
    let problem = Self.problem
    let options = SolveOptions(
      method: try #require(Method(named: name)),
      control: .adaptive(AdaptiveControl(relativeTolerance: 1e-5, absoluteTolerance: 1e-5)), stepping: stepping)
    var least = 0
    do {
      _ = try problem.solver(Field.predators, options, gradient: .discrete, memory: 0, events: Self.mixedPlan())
    } catch {
      least = (error as? SolverError)?.count ?? 0
    }
    #expect(least > 0)
    var reference: [Double]?
    for memory in [1 << 26, least, least + 5_000, least + 50_000] {
      let solver = try problem.solver(
        Field.predators, options, gradient: .discrete, memory: memory, events: Self.mixedPlan())
      try solver.run(problem.parameters)
      try Self.weigh(solver)
      let (gradient, statistics) = try solver.parameterGradient(problem.parameters)
      #expect(gradient == (reference ?? gradient), "memory \(memory)")
      reference = gradient
      #expect(statistics.peakBytes <= memory)
      if memory == least { #expect(statistics.replayed > 0) }
    }
  }

  // MARK: Promises

  /// With steps of its own a sample's events have the same bits alone and among others.
  @Test("Company changes no bit", arguments: cut.filter(\.isAdaptive).map(\.name))
  func companyChangesNoBit(_ name: String) throws {
    let options = SolveOptions(method: try #require(Method(named: name)), stepping: .sample)
    let all = try Self.problem.solver(Field.predators, options, events: Self.mixedPlan())
    try all.run(Self.problem.parameters)
    let together = try #require(all.events)
    for s in [0, 5, 10] {
      let alone = Problem(
        initial: [Self.problem.initial[s]], times: [Self.problem.times[s]], parameters: Self.problem.parameters)
      let solver = try alone.solver(Field.predators, options, events: Self.mixedPlan())
      try solver.run(alone.parameters)
      let book = try #require(solver.events)
      #expect(book.counts[0] == together.counts[s] && solver.reached[0] == all.reached[s])
      for k in 0..<Int(book.counts[0]) {
        #expect(book.times[k, 0] == together.times[k, s])
      }
      for k in 0..<Int(solver.reached[0]) { #expect(solver.state(0, k) == all.state(s, k)) }
    }
  }

  /// Bounces that accumulate end in an error that names them, not in an endless solve.
  @Test("Accumulating events end", arguments: Stepping.allCases)
  func accumulatingEventsEnd(_ stepping: Stepping) throws {
    let problem = Problem(initial: [[10, 0]], times: [0, 9], parameters: [8, 0.5])
    let solver = try problem.solver(
      BouncingBall.field, try Self.options("dopri5", stepping), events: Self.bouncing(capacity: 12))
    let error = #expect(throws: SolverError.self) { try solver.run(problem.parameters) }
    #expect(error?.kind == .eventLimit && error?.sample == 0)
    // The bounces accumulate at t_1 (1 + 2 c / (1 - c)).
    #expect(abs((error?.time ?? 0) - 3 * 2.5.squareRoot()) < 0.01)
  }

  /// An event function that is not a number is an error at its sample, whenever it happens.
  @Test("Not a number ends") func notANumberEnds() throws {
    let problem = Problem(initial: [[10, 0], [12, 0]], times: [0, 1.5], parameters: [8, 0.5])
    let root = ClosureEvent<Double>(
      value: { _, y, _ in (y[0] - 4).squareRoot() - 1e9 }, stateGradient: { _, _, _ in [0, 0] }, rows: 2, parameters: 2)
    let solver = try problem.solver(
      BouncingBall.field, try Self.options("dopri5", .group), events: EventConfiguration([Event(root)]))
    let error = #expect(throws: SolverError.self) { try solver.run(problem.parameters) }
    #expect(error?.kind == .nonFinite && error?.sample == 0)
  }

  /// The continuous adjoint knows no events, and an auxiliary state cannot start anew at one: both are said.
  @Test("Refuses what cannot go through events") func refusesWhatCannotGoThroughEvents() throws {
    let problem = Problem(initial: [[10, 0]], times: [0, 1], parameters: [8, 0.5])
    for (options, gradient) in [
      (SolveOptions(), GradientMethod.backsolve(bound: 1)), (SolveOptions(method: .reversibleHeun), .discrete),
      (SolveOptions(method: .reversibleHeun), .reversible(bound: 1)),
    ] {
      let error = #expect(throws: SolverError.self) {
        _ = try problem.solver(BouncingBall.field, options, gradient: gradient, events: Self.bouncing())
      }
      #expect(error?.kind == .events)
    }
  }

  /// Events that are only noted go with any method.
  @Test("Companions may be observed", arguments: Method.all.filter { $0.parts > 1 }.map(\.name))
  func auxiliarysMayBeObserved(_ name: String) throws {
    let problem = Problem(initial: [[10, 0]], times: [0, 2], parameters: [8, 0])
    let solver = try problem.solver(
      BouncingBall.field, try Self.options(name, .group, step: 0.001), gradient: .discrete,
      events: Self.bouncing(.note))
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    #expect(book.counts[0] == 1)
    #expect(abs(book.times[0, 0] - 2.5.squareRoot()) < 1e-3)
    book.timeCotangents[0, 0] = 1
    solver.weigh { _, _, _ in 0 }
    _ = try solver.parameterGradient(problem.parameters)
    #expect(abs(solver.initialCotangent[0, 0] - 1 / 160.0.squareRoot()) < 1e-3)
  }

  /// After the first solve and gradient nothing is allocated.
  @Test("Nothing is allocated", arguments: Stepping.allCases)
  func allocatesNothing(_ stepping: Stepping) throws {
    let problem = Problem(initial: [[0.2, 0.4], [0.3, 0.1], [0.1, 0.2]], times: [0, 4, 8], parameters: [0.4, 0.2])
    let solver = try problem.solver(
      QuadraticField<Double>(), SolveOptions(stepping: stepping), gradient: .discrete,
      events: EventConfiguration([Event(QuadraticField<Double>.Threshold(), effect: .terminate)]))
    solver.weigh { s, k, _ in k == 0 ? 0.3 * Double(s) : 0 }
    #expect(try secondRoundAllocations(solver, problem.parameters) == 0)
    #expect(try #require(solver.events).counts[0] == 1)
  }
}

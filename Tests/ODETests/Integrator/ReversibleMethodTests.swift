import Foundation
import Kernels
import Testing

@testable import ODE

/// The methods that can take their steps back.
@Suite struct ReversibleMethodTests {
  /// `y' = p cos(t) y^2`, on one sample.
  static func f(_ t: Double, _ y: Double) -> Double { cos(t) * y * y }

  static func end(_ method: Method, steps: Int, h: Double, segment: Int = 1000) throws -> Double {
    let problem = Problem(initial: [[0.7]], times: [0.2, 0.2 + Double(steps) * h], parameters: [1])
    let solver = try problem.solver(
      ClosureField<Double>.pulse, SolveOptions(method: method, control: .fixed(step: h), segment: segment))
    try solver.run([1])
    return solver.state(0, 1)[0]
  }

  /// Five steps of each method by its published formula.
  @Test("Agrees with the formulas") func agreesWithTheFormulas() throws {
    let h = 0.125
    var t = 0.2
    var (y, x) = (0.7, 0.7)
    for _ in 0..<5 {
      let next = 2 * y - x + h * Self.f(t, x)
      y += h / 2 * (Self.f(t, x) + Self.f(t + h, next))
      x = next
      t += h
    }
    #expect(abs(try Self.end(.reversibleHeun, steps: 5, h: h) - y) < 1e-15)

    for eta in [1, 0.85] {
      t = 0.2
      var (z, v) = (0.7, Self.f(0.2, 0.7))
      for _ in 0..<5 {
        let k = z + h / 2 * v
        v += 2 * eta * (Self.f(t + h / 2, k) - v)
        z = k + h / 2 * v
        t += h
      }
      #expect(abs(try Self.end(.alf(damping: eta), steps: 5, h: h) - z) < 1e-15)
    }

    func increment(_ t: Double, _ y: Double, _ h: Double) -> Double {
      let k1 = Self.f(t, y)
      let k2 = Self.f(t + h / 2, y + h / 2 * k1)
      let k3 = Self.f(t + h / 2, y + h / 2 * k2)
      return h / 6 * (k1 + 2 * k2 + 2 * k3 + Self.f(t + h, y + h * k3))
    }
    for (lambda, segment) in [(0.999, 100), (0.8, 100), (0.8, 2)] {
      t = 0.2
      (y, x) = (0.7, 0.7)
      for step in 1...5 {
        let next = lambda * y + (1 - lambda) * x + increment(t, x, h)
        x -= increment(t + h, next, -h)
        y = next
        if step % segment == 0 { x = y }
        t += h
      }
      let found = try Self.end(.rk4.coupled(lambda), steps: 5, h: h, segment: segment)
      #expect(abs(found - y) < 1e-15, "\(lambda) \(segment)")
    }
  }

  @Test("Converges with its order", arguments: ReversibleCase.onAnyField) func convergesWithItsOrder(
    _ test: ReversibleCase
  ) throws {
    let method = test.method
    let order = try ConvergenceTests.stepDerivative(method)
    // Going forth and back by turns, a coupled method of odd order gains up to two at constant steps.
    let gain = method.coupling == nil ? 1.0 : 2.2
    #expect(order > Double(method.order) - 0.15 && order < Double(method.order) + gain, "\(order)")
    let dense = try ConvergenceTests.denseDerivative(method)
    #expect(dense > Double(method.denseOrder) - 0.15 && dense < Double(method.denseOrder) + 1, "\(dense)")
  }

  /// A step and its inverse leave the state and its auxiliary state where they were, after a few steps that set them
  /// apart.
  @Test("Inverse undoes the step", arguments: ReversibleCase.all, Stepping.allCases)
  func inverseUndoesTheStep(_ test: ReversibleCase, _ stepping: Stepping) throws {
    let field = ClosureField<Double>.driven
    let solver = try ForwardSolver(
      field: field,
      options: SolveOptions(method: test.method, control: .fixed(step: 0.15), stepping: stepping, segment: 1000),
      samples: 3, observations: 2)
    for s in 0..<3 {
      solver.initialState[0, s] = 0.3 + 0.2 * Double(s)
      solver.initialState[1, s] = -0.4
      solver.times[0, s] = 0.1 * Double(s)
      solver.times[1, s] = 3
      solver.counts[s] = 2
    }
    solver.toStart()
    let integrator = solver.integrator
    let group = integrator.group
    try [1.1, 0.6].withVector { p in
      try integrator.start(p)
      for _ in 0..<4 {
        try integrator.stepUntilAccepted(p)
        let state = group.state
        let start = (0..<state.count).map { state.values[$0] }
        state.copy(integrator.next)
        #expect(start.indices.contains { abs(state.values[$0] - start[$0]) > 1e-3 })
        integrator.stepBack(p)
        for i in start.indices { #expect(abs(state.values[i] - start[i]) < 1e-14) }
        start.withVector { state.values.copy($0) }
        integrator.forgetStages()
        try integrator.stepUntilAccepted(p)
        integrator.commit()
      }
    }
  }

  /// Samples with their own steps keep their bits in any company, segments included.
  @Test("Samples are independent", arguments: ReversibleCase.onAnyField.filter(\.method.isAdaptive))
  func samplesAreIndependent(_ test: ReversibleCase) throws {
    let options = SolveOptions(
      method: test.method,
      control: .adaptive(AdaptiveControl(relativeTolerance: 1e-4, absoluteTolerance: 1e-5)), stepping: .sample,
      segment: 7)
    var initial: [[Double]] = []
    var times: [[Double]] = []
    for s in 0..<20 {
      let start = 0.1 * Double(s % 3)
      initial.append([1 + 0.05 * Double(s), 0.5 + 0.03 * Double(s % 7)])
      times.append((0...(3 + s % 5)).map { start + 0.5 * Double($0) })
    }
    let problem = Problem(initial: initial, times: times, parameters: [1.1, 0.7, 0.2])
    let all = try problem.solver(ClosureField<Double>.predators, options)
    try all.run(problem.parameters)
    for s in [0, 7, 19] {
      let one = Problem(initial: [problem.initial[s]], times: [problem.times[s]], parameters: problem.parameters)
      let alone = try one.solver(ClosureField<Double>.predators, options)
      try alone.run(one.parameters)
      for k in problem.times[s].indices { #expect(alone.state(0, k) == all.state(s, k), "sample \(s) time \(k)") }
    }
  }

  /// On decay the pair drifts apart without end unless segments hold it together.
  @Test("Segments keep the pair together") func segmentsKeepThePairTogether() throws {
    let decay = ClosureField<Double>.pull
    let problem = Problem(initial: [[2]], times: [0, 10], parameters: [-8])
    func end(_ segment: Int) throws -> Double {
      let solver = try problem.solver(
        decay, SolveOptions(method: .rk4.coupled(0.99), control: .fixed(step: 0.05), segment: segment))
      try solver.run(problem.parameters)
      return solver.state(0, 1)[0]
    }
    // y' = -8 (y - cos t): after the transient y = (64 cos t + 8 sin t) / 65.
    let exact = (64 * cos(10.0) + 8 * sin(10.0)) / 65
    #expect(abs(try end(10) - exact) < 1e-3)
    #expect(!(abs(try end(1000) - exact) < 1))
  }
}

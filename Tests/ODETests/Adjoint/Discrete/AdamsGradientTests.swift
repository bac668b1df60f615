import Foundation
import Kernels
import Testing

@testable import ODE

/// Gradients of solves that choose their steps and orders, against the same steps differentiated forward from the
/// definition.
@Suite struct AdamsGradientTests {
  typealias Field = ClosureField<Double>

  /// The steps of every sample, as the forward solve takes them.
  static func steps(_ problem: Problem, _ field: Field, _ options: SolveOptions) throws -> [[AdamsReplay.Step]] {
    let solver = try ForwardSolver(
      field: field, options: options, samples: problem.initial.count,
      observations: problem.times.map(\.count).max() ?? 1)
    for (s, y) in problem.initial.enumerated() {
      for (row, value) in y.enumerated() { solver.initialState[row, s] = value }
      solver.counts[s] = Int32(problem.times[s].count)
      for (k, t) in problem.times[s].enumerated() { solver.times[k, s] = t }
    }
    var steps = problem.initial.map { _ in [AdamsReplay.Step]() }
    let integrator = solver.integrator
    let group = integrator.group
    let history = try #require(group.history)
    // Times that are given are met to the bit: jumps for their sides, ends for what is observed there.
    func absolute(_ elapsed: Double, _ column: Int) -> Double {
      let time = group.origin[column] + elapsed
      let given = options.jumpTimes + options.stepTimes + problem.times[Int(group.ids[column])]
      return given.first { abs($0 - time) <= 2 * max(time.ulp, elapsed.ulp) } ?? time
    }
    try problem.parameters.withVector {
      try solver.solve(
        $0, atStart: {},
        atStep: {
          for column in 0..<group.live where group.step[column] != 0 {
            steps[Int(group.ids[column])].append(
              AdamsReplay.Step(
                start: absolute(group.time[column], column), end: absolute(integrator.stepEnd(column), column),
                order: Int(history.order[column]),
                remembered: Int(history.remembered[column])))
          }
        })
    }
    return steps
  }

  /// With jumps and stops, forward and backward; orders up to 12 occur.
  @Test("Gradient is that of the definition", arguments: Stepping.allCases, [1.0, -1])
  func gradientIsThatOfTheDefinition(_ stepping: Stepping, _ direction: Double) throws {
    var problem = GradientTests.problem
    if direction < 0 { problem.times = problem.times.map { $0.reversed() } }
    let field = StopTimeTests.jumpingPredators(at: 0.711)
    var highest = 0
    for (tolerance, stops) in [(1e-5, true), (1e-9, true), (1e-13, false)] {
      let options = SolveOptions(
        method: .adams, control: .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)),
        stepping: stepping, stepTimes: stops ? [0.4437, 0.9131] : [], jumpTimes: stops ? [0.711] : [])
      let used = stops ? field : Field.predators
      let steps = try Self.steps(problem, used, options)
      highest = max(highest, steps.flatMap { $0 }.map(\.order).max() ?? 0)
      let solver = try problem.solver(used, options, gradient: .discrete)
      try solver.run(problem.parameters)
      solver.weigh(GradientTests.weight)
      let (gradient, _) = try solver.parameterGradient(problem.parameters)
      let replay = AdamsReplay(field: used, parameters: problem.parameters, jump: 0.711)
      var expected = [0.0, 0, 0]
      for s in problem.initial.indices {
        let found = replay.states(problem.initial[s], problem.times[s], steps[s])
        #expect(found.count == problem.times[s].count)
        var start = [0.0, 0]
        for (k, point) in found.enumerated() {
          for row in 0..<2 {
            let residual = abs(solver.state(s, k)[row] - point.value[row])
            #expect(residual < 1e-12 * max(1, abs(point.value[row])), "\(tolerance) \(s) \(k)")
            let weight = GradientTests.weight(s, k, row)
            for i in 0..<3 { expected[i] += weight * point.tangents[i][row] }
            for i in 0..<2 { start[i] += weight * point.tangents[3 + i][row] }
          }
        }
        for row in 0..<2 {
          let found: Double = solver.initialCotangent[row, s]
          #expect(abs(found - start[row]) < 1e-12 * max(1, abs(start[row])), "\(tolerance) y0 \(s) \(row)")
        }
      }
      for i in 0..<3 {
        #expect(abs(gradient[i] - expected[i]) < 1e-12 * max(1, abs(expected[i])), "\(tolerance) p\(i)")
      }
    }
    #expect(highest >= 9, "\(highest)")
  }
}

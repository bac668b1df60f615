import Foundation
import Kernels
import Testing

@testable import ODE

@Suite struct MethodTests {
  /// The known numbers of rooted trees, so that no condition is left out.
  @Test func treesAreComplete() {
    #expect((1...7).map { RootedTree.all(order: $0).count } == [1, 1, 2, 4, 9, 20, 48])
  }

  @Test(arguments: Method.all.map(\.name)) func satisfiesOrderConditions(_ name: String) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    for (row, c) in zip(t.a, t.c) { #expect(abs(row.reduce(0, +) - c) < 1e-14) }
    for order in 1...method.order {
      for tree in RootedTree.all(order: order) {
        let phi = tree.stageWeights(t.a)
        let sum = zip(t.b, phi).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sum - 1 / tree.density) < roundOff(t.b, phi), "\(method.name) \(tree)")
        if let embedded = method.embeddedOrder, order <= embedded {
          #expect(abs(zip(t.e, phi).reduce(0) { $0 + $1.0 * $1.1 }) < roundOff(t.e, phi), "\(method.name) \(tree)")
        }
        if order <= method.denseOrder {
          for theta in [0.1, 0.37, 0.5, 0.83, 1] {
            let weights = t.dense.map { $0.enumerated().reduce(0) { $0 + $1.1 * pow(theta, Double($1.0 + 1)) } }
            let dense = zip(weights, phi).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(dense - pow(theta, Double(order)) / tree.density) < 1e-13, "\(method.name) \(tree) \(theta)")
          }
        }
      }
    }
  }

  /// The conditions one order higher fail, so the stated orders are the true ones.
  @Test(arguments: Method.all.map(\.name)) func ordersAreNotUnderstated(_ name: String) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    func residual(_ weights: [Double], _ order: Int) -> Double {
      RootedTree.all(order: order).map { tree in
        abs(zip(weights, tree.stageWeights(t.a)).reduce(0) { $0 + $1.0 * $1.1 } - 1 / tree.density)
      }.max() ?? 0
    }
    #expect(residual(t.b, method.order + 1) > 1e-5)
    if let embedded = method.embeddedOrder {
      #expect(residual(zip(t.b, t.e).map { $0 - $1 }, embedded + 1) > 1e-5)
    }
  }

  @Test(arguments: Method.all.map(\.name)) func convergesWithItsOrder(_ name: String) throws {
    let method = try #require(Method(named: name))
    var errors: [Double] = []
    var denseErrors: [Double] = []
    let steps = (0..<5).map { 0.1 / pow(2, Double($0)) }
    for h in steps {
      // The inner observation lies at the same place of its step for every h.
      let inner = 0.4 + 0.37 * h
      let problem = Problem(initial: [[1.3, 0.4]], times: [0, inner, 1], parameters: [0.9])
      let solver = try problem.solver(
        ClosureField<Double>.swirl, SolveOptions(method: method, control: .fixed(step: h)))
      try solver.run(problem.parameters)
      errors.append(distance(solver.state(0, 2), swirl(1, problem)))
      denseErrors.append(distance(solver.state(0, 1), swirl(inner, problem)))
    }
    let found = slope(steps, errors)
    #expect(found > Double(method.order) - 0.15 && found < Double(method.order) + 0.6, "\(method.name): \(found)")
    // Read off once, the local error of the dense output is one power higher than its order; the step's own error limits it.
    let dense = slope(steps, denseErrors)
    let expected = Double(min(method.denseOrder + 1, method.order))
    #expect(dense > expected - 0.3, "\(method.name): dense \(dense)")
  }

  /// Wrong abscissae show on `y' = p t^k`, which a method of order `k + 1` integrates exactly (peers' defects D1, D5).
  @Test(arguments: Method.all.map(\.name)) func integratesPowersOfTime(_ name: String) throws {
    let method = try #require(Method(named: name))
    for k in 0..<method.order {
      let field = ClosureField<Double>(
        stateCount: 1, parameterCount: 1, value: { t, _, p in [p[0] * pow(t, Double(k))] },
        jacobian: { _, _, _ in [[0]] }, parameterJacobian: { t, _, _ in [[pow(t, Double(k))]] },
        timeDerivative: { t, _, p in [0] })
      let problem = Problem(initial: [[0.5]], times: [0, 1], parameters: [2])
      let solver = try problem.solver(field, SolveOptions(method: method, control: .fixed(step: 1)))
      try solver.run([2])
      #expect(abs(solver.state(0, 1)[0] - (0.5 + 2 / Double(k + 1))) < 1e-14, "\(method.name) t^\(k)")
    }
  }

  /// What double precision leaves of a sum that should vanish or be exact.
  private func roundOff(_ weights: [Double], _ phi: [Double]) -> Double {
    16 * Double.ulpOfOne * zip(weights, phi).reduce(0.1) { $0 + abs($1.0 * $1.1) }
  }

  private func swirl(_ t: Double, _ problem: Problem) -> [Double] {
    let y = problem.initial[0]
    let angle = problem.parameters[0] * (y[0] * y[0] + y[1] * y[1]) * t
    return [cos(angle) * y[0] - sin(angle) * y[1], sin(angle) * y[0] + cos(angle) * y[1]]
  }
}

/// The largest difference of two states.
func distance(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).map { abs($0 - $1) }.max() ?? 0 }

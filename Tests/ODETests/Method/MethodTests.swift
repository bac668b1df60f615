import Foundation
import Testing

@testable import ODE

/// The coefficients against the order conditions.
@Suite struct MethodTests {
  /// The known numbers of rooted trees, so that no condition is left out.
  @Test("Trees are complete") func treesAreComplete() {
    #expect((1...9).map { RootedTree.all(order: $0).count } == [1, 1, 2, 4, 9, 20, 48, 115, 286])
  }

  @Test("Satisfies order conditions", arguments: Method.ofAnyState.map(\.name)) func satisfiesOrderConditions(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    for (row, c) in zip(t.matrix, t.c) { #expect(abs(row.reduce(-c, +)) <= roundOff(row, row.map { _ in 1 })) }
    for order in 1...method.order {
      for tree in RootedTree.all(order: order) {
        let phi = tree.stageWeights(t)
        #expect(abs(sum(t.b, phi) - 1 / tree.density) < roundOff(t.b, phi), "\(name) \(tree)")
        if let embedded = method.embeddedOrder, order <= embedded {
          #expect(abs(sum(t.e, phi)) < roundOff(t.e, phi), "\(name) \(tree)")
        }
      }
    }
  }

  /// The conditions of dense output as polynomials in theta: `sum_i b_i(theta) phi_i = theta^order / density`.
  @Test("Dense output satisfies order conditions", arguments: Method.ofAnyState.map(\.name))
  func denseOutputSatisfiesOrderConditions(_ name: String) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    for order in 1...method.denseOrder {
      for tree in RootedTree.all(order: order) {
        let phi = tree.stageWeights(t)
        for power in 1...degree(t) {
          let weights = coefficients(t, of: power)
          let expected = power == order ? 1 / tree.density : 0
          #expect(abs(sum(weights, phi) - expected) < roundOff(weights, phi), "\(name) \(tree) theta^\(power)")
        }
      }
    }
  }

  /// Dense output meets the step at its end, starts with the field's own derivative, and is at least of the order that
  /// is stated.
  @Test("Dense output joins the steps", arguments: Method.all.map(\.name)) func denseOutputJoinsTheSteps(_ name: String)
    throws
  {
    let method = try #require(Method(named: name))
    let t = method.tableau
    #expect(t.dense.count == t.stages)
    for (i, row) in t.dense.enumerated() {
      #expect(abs(row.reduce(-t.b[i], +)) <= 8 * Double.ulpOfOne * row.reduce(0) { $0 + abs($1) }, "\(name) stage \(i)")
      // An implicit method's stays bounded for stiff fields instead, whose own derivative at the start does not.
      #expect(t.isImplicit || row[0] == (i == 0 ? 1 : 0))
    }
    // Without more stages the conditions of one order more contradict each other for kencarp5.
    #expect(method.denseOrder >= min(method.order - (method == .kencarp5 ? 2 : 1), 5))
  }

  /// The conditions one order higher fail, so the stated orders are the true ones.
  @Test("Orders are not understated", arguments: Method.ofAnyState.map(\.name)) func ordersAreNotUnderstated(
    _ name: String
  ) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    func residual(_ order: Int, _ weights: [Double], _ power: Int? = nil) -> Double {
      RootedTree.all(order: order).map { tree in
        abs(sum(weights, tree.stageWeights(t)) - (power == nil || power == order ? 1 / tree.density : 0))
      }.max() ?? 0
    }
    #expect(residual(method.order + 1, t.b) > 1e-6)
    if let embedded = method.embeddedOrder {
      #expect(residual(embedded + 1, zip(t.b, t.e).map { $0 - $1 }) > 1e-5)
    }
    let dense = (1...degree(t)).map { residual(method.denseOrder + 1, coefficients(t, of: $0), $0) }.max() ?? 0
    let missing = degree(t) <= method.denseOrder
    #expect(missing || dense > 1e-5, "\(name): \(dense)")
  }

  /// The stages a tableau says a step depends on are those with a weight, and the rest come after them.
  @Test("Stages are counted") func stagesAreCounted() {
    let counts = Method.all.map { [$0.tableau.stepStages, $0.tableau.estimateStages, $0.tableau.stages] }
    let names = Method.all.map(\.name)
    let expected = [
      "euler": [1, 1, 1], "heun3": [3, 3, 4], "bosh3": [3, 4, 4], "dopri5": [6, 7, 7], "tsit5": [6, 7, 7],
      "vern7": [9, 10, 16], "dopri8": [13, 13, 14],
    ]
    for (name, count) in zip(names, counts) { #expect(count == expected[name] ?? count, "\(name)") }
    #expect(
      Method.all.filter { $0.tableau.endStage != nil }.map(\.name) == [
        "heun3", "reversibleHeun", "bosh3", "dopri5", "tsit5", "vern7", "dopri8",
      ])
  }

  private func degree(_ t: Tableau) -> Int { t.dense.map(\.count).max() ?? 0 }

  private func coefficients(_ t: Tableau, of power: Int) -> [Double] {
    t.dense.map { $0.count >= power ? $0[power - 1] : 0 }
  }

  private func sum(_ weights: [Double], _ phi: [Double]) -> Double {
    zip(weights, phi).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// What double precision leaves of a sum that should vanish or be exact: the terms are rounded, and so are the
  /// elementary weights, sums of terms larger than they are.
  private func roundOff(_ weights: [Double], _ phi: [Double]) -> Double {
    64 * Double.ulpOfOne * zip(weights, phi).reduce(0.1) { $0 + abs($1.0 * $1.1) }
  }
}

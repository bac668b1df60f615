import Foundation
import Testing

@testable import ODE

/// The coefficients of the additive methods: the order conditions of both tableaus and of their coupling, and
/// stability.
@Suite struct AdditiveMethodTests {
  static let names = Method.additive.map(\.name)

  /// The known numbers of trees with nodes of two colours (OEIS A038055), so that no condition is left out.
  @Test("Trees are complete") func treesAreComplete() {
    #expect((1...6).map { ColoredTree.all(order: $0).count } == [2, 4, 14, 52, 214, 916])
  }

  @Test("Satisfies order conditions", arguments: names) func satisfiesOrderConditions(_ name: String) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    for (row, c) in zip(t.matrix, t.c) {
      // Of either part on its own.
      for part in 0..<2 {
        let sum = stride(from: part, to: row.count, by: 2).reduce(0) { $0 + row[$1] }
        #expect(abs(sum - c) < 1e-14, "\(name) \(part)")
      }
    }
    for order in 1...method.order {
      for tree in ColoredTree.all(order: order) {
        let phi = tree.stageWeights(t.matrix)
        #expect(abs(sum(t.b, phi) - 1 / tree.density) < roundOff(t.b, phi), "\(name) \(tree)")
        if order < method.order { #expect(abs(sum(t.e, phi)) < roundOff(t.e, phi), "\(name) \(tree)") }
        for power in 1...3 {
          let weights = t.dense.map { $0.count >= power ? $0[power - 1] : 0 }
          let expected = power == order ? 1 / tree.density : 0
          #expect(
            order > method.denseOrder || abs(sum(weights, phi) - expected) < roundOff(weights, phi),
            "\(name) \(tree) theta^\(power)")
        }
      }
    }
    #expect(method.embeddedOrder == method.order - 1)
  }

  /// The conditions one order higher fail, so the stated orders are the true ones.
  @Test("Orders are not understated", arguments: names) func ordersAreNotUnderstated(_ name: String) throws {
    let method = try #require(Method(named: name))
    let t = method.tableau
    func residual(_ order: Int, _ weights: [Double], _ power: Int? = nil) -> Double {
      ColoredTree.all(order: order).map { tree in
        abs(sum(weights, tree.stageWeights(t.matrix)) - (power == nil || power == order ? 1 / tree.density : 0))
      }.max() ?? 0
    }
    #expect(residual(method.order + 1, t.b) > 1e-3)
    #expect(residual(method.order, zip(t.b, t.e).map { $0 - $1 }) > 1e-3)
    let dense = (1...3).map { power in
      residual(method.denseOrder + 1, t.dense.map { $0.count >= power ? $0[power - 1] : 0 }, power)
    }
    #expect((dense.max() ?? 0) > 1e-2, "\(name): \(dense)")
  }

  /// Both parts of a pair have the same weights everywhere, the states of stages see what comes before them alone, and
  /// the last stage of the stiff part is the end of a step of the stiff part: stiffly accurate, and every stage of
  /// order 2.
  @Test("Is a pair of methods", arguments: names) func isAPairOfMethods(_ name: String) throws {
    let t = try #require(Method(named: name)).tableau
    for i in stride(from: 0, to: t.stages, by: 2) {
      #expect(t.b[i] == t.b[i + 1] && t.c[i] == t.c[i + 1] && t.e[i] == t.e[i + 1] && t.dense[i] == t.dense[i + 1])
      // Both are values at the same state, of which the stiff one is a part.
      #expect(Array(t.row(i + 1)[0..<i]) == Array(t.row(i)[0..<i]))
      #expect(t.row(i + 1)[i] == (i == 0 ? 0 : t.diagonal) && t.isSolved(i) == (i > 0) && !t.isSolved(i + 1))
      #expect(t.c[i] >= 0 && t.c[i] <= 1)
    }
    let stiff = t.stiffPart
    #expect(stiff.row(stiff.stages - 1) == stiff.b)
    for i in 1..<stiff.stages {
      let sum = zip(stiff.row(i), stiff.c).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(sum - stiff.c[i] * stiff.c[i] / 2) < 2e-15, "\(name) \(i): \(sum)")
    }
    #expect(t.endStage == nil && t.stepStages == t.stages)
  }

  /// The embedded solution of an infinitely stiff part stays below the start.
  @Test("Embedded methods damp at infinity") func embeddedMethodsDampAtInfinity() throws {
    for (name, expected) in [("kencarp3", -0.075), ("kencarp4", -0.15), ("kencarp5", 0.2)] {
      let t = try #require(Method(named: name)).tableau.stiffPart
      let embedded = t.embeddedAtInfinity
      #expect(abs(embedded - expected) < 1e-5, "\(name): \(embedded)")
    }
  }

  private func sum(_ weights: [Double], _ phi: [Double]) -> Double {
    zip(weights, phi).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// What double precision leaves of a sum that should vanish or be exact.
  private func roundOff(_ weights: [Double], _ phi: [Double]) -> Double {
    128 * Double.ulpOfOne * zip(weights, phi).reduce(0.1) { $0 + abs($1.0 * $1.1) }
  }
}

extension Tableau {
  /// What an additive method does to a field that is stiff in all.
  var stiffPart: Tableau {
    guard isSplit else { return self }
    func every<Element>(_ x: [Element]) -> [Element] { stride(from: 0, to: x.count, by: 2).map { x[$0] } }
    return Tableau(
      a: every(a).map { every($0) }, diagonal: diagonal, b: every(b), c: every(c), e: every(e), dense: every(dense))
  }
}

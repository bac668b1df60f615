import Foundation
import Testing

@testable import ODE

@Suite struct GaussNodesTests {
  /// Powers up to `2 n - 1` are integrated to round-off, and the next one is not.
  @Test("Gauss's nodes integrate polynomials of their degree", arguments: 1...8) func integratesPolynomials(
    _ count: Int
  ) {
    let points = GaussNodes(count: count).points
    #expect(points.map(\.place) == points.map(\.place).sorted())
    func residual(_ power: Int) -> Double {
      abs(points.reduce(0) { $0 + $1.weight * pow($1.place, Double(power)) } * Double(power + 1) - 1)
    }
    for power in 0..<2 * count { #expect(residual(power) < 4e-15, "\(power)") }
    #expect(residual(2 * count) > 1e-11)
  }

  /// The nodes of order 10, from Abramowitz and Stegun, table 25.4.
  @Test("Nodes are the published ones") func nodesAreThePublishedOnes() {
    let points = GaussNodes(count: 5).points
    let published = [
      (-0.906179845938664, 0.236926885056189), (-0.538469310105683, 0.478628670499366), (0, 0.568888888888889),
      (0.538469310105683, 0.478628670499366), (0.906179845938664, 0.236926885056189),
    ]
    for (point, (x, weight)) in zip(points, published) {
      #expect(abs(2 * point.place - 1 - x) < 1e-15 && abs(2 * point.weight - weight) < 1e-15)
    }
  }
}

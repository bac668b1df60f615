import Foundation
import Testing

@testable import DataSets

/// Generated trajectories against what the equations conserve.
@Suite struct GroundTruthTests {
  private let times = (0...40).map { Double($0) / 4 }

  @Test("Lotka and Volterra's equations keep their first integral x - 3 ln x + y - 1.5 ln y")
  func firstIntegral() throws {
    let start = [2.5, 0.75]
    let solution = try GroundTruth.solve(LotkaVolterraField(), starts: [start], times: [times])[0]
    func integral(_ state: [Double]) -> Double { state[0] - 3 * log(state[0]) + state[1] - 1.5 * log(state[1]) }
    #expect(solution.count == times.count && solution[0] == start)
    #expect(solution.allSatisfy { abs(integral($0) - integral(start)) < 1e-9 })
    #expect(solution.contains { abs($0[0] - start[0]) > 1 })
  }

  /// With `u = x^4 + y^4`, `u' = 4 (x^3 x' + y^3 y') = -0.4 (x^6 + y^6)`: the products with the coefficient 2 cancel.
  @Test("The spiral's x^4 + y^4 falls at the rate that the equations give")
  func spiral() throws {
    let step = 1e-3
    let solution = try GroundTruth.solve(
      SpiralField(), starts: [[2, 0]], times: [[0, 1 - step, 1, 1 + step]])[0]
    func size(_ state: [Double]) -> Double { pow(state[0], 4) + pow(state[1], 4) }
    let derivative = (size(solution[3]) - size(solution[1])) / (2 * step)
    let expected = -0.4 * (pow(solution[2][0], 6) + pow(solution[2][1], 6))
    #expect(expected < -1 && abs(derivative / expected - 1) < 1e-3)
  }
}

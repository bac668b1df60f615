import Testing

@testable import Kernels

@Suite struct MultiplyAddLoopTests {
  /// Every lane of every chain follows `x = x / 2 + f` from zero, with `f` 1/2 for an even number of rounds and 3/2 for
  /// an odd one, so that `x = 2 f (1 - 2^-rounds)`.
  private func check<Scalar: KernelScalar>(_ type: Scalar.Type) {
    for rounds in [0, 1, 2, 5, 10] {
      let f = rounds % 2 == 0 ? 0.5 : 1.5
      var shrink = 1.0
      for _ in 0..<rounds { shrink /= 2 }
      let expected = 2 * f * (1 - shrink) * Double(Scalar.multiplyAddsPerRound)
      #expect(Double(Scalar.multiplyAddLoop(rounds: rounds)) == expected, "\(rounds) rounds")
    }
    #expect(Scalar.multiplyAddsPerRound % Scalar.laneCount == 0)
  }

  @Test("The sum is that of the recurrence") func theSumIsThatOfTheRecurrence() {
    check(Float.self)
    check(Double.self)
  }
}

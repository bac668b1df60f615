import Testing

@testable import DataSets

/// The ball against the ballistics of a drop from rest.
@Suite struct BouncingBallTests {
  @Test("After n bounces it rises to 0.81^n of its height, when n flights of 2 * 0.9^k t are over")
  func peaks() {
    let height = 3.0
    let fall = (2 * height / 9.81).squareRoot()
    var (time, ratio) = (0.0, 1.0)
    for _ in 1...5 {
      time += ratio * fall
      ratio *= 0.9
      time += ratio * fall
      let peak = BouncingBall.states(height: height, velocity: 0, times: [0, time])[1]
      #expect(abs(peak[0] - ratio * ratio * height) < 1e-12 && abs(peak[1]) < 1e-12)
    }
  }
}

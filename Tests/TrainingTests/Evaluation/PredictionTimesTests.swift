import Testing

@testable import Training

@Suite struct PredictionTimesTests {
  @Test("Times are evenly spaced, and the last is the stop")
  func spacing() throws {
    #expect(PredictionTimes("0:1:5")?.values == [0, 0.25, 0.5, 0.75, 1])
    #expect(PredictionTimes("2:-1:2")?.values == [2, -1])
    // 0.2 + (0.9 - 0.2) rounds below 0.9; the last time is the stop all the same.
    let fine = try #require(PredictionTimes("0.2:0.9:11")).values
    #expect(fine.count == 11 && fine.first == 0.2 && fine.last == 0.9)
  }
}

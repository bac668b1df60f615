import Testing

@testable import Diagnostics

@Suite struct ArrayDifferenceTests {
  private func difference<Value: StoredScalar>(_ a: Value, _ b: Value) -> ArrayDifference {
    var difference = ArrayDifference(total: 1)
    difference.note(a, b, at: 0)
    return difference
  }

  @Test("Neighbours are one unit in the last place apart, at every magnitude")
  func neighbours() {
    for value in [
      1.0, -1, 0, 1e300, -Double.leastNormalMagnitude, Double.leastNonzeroMagnitude, -Double.greatestFiniteMagnitude,
    ] {
      let found = difference(value, value.nextUp)
      #expect(found.count == 1 && found.largestDistance == 1, "\(value)")
    }
    for value in [Float(1), -1, 0, 1e30, -Float.leastNormalMagnitude] {
      #expect(difference(value, value.nextUp).largestDistance == 1, "\(value)")
    }
    // Four steps up, counted by taking them.
    #expect(difference(Float(0.1), Float(0.1).nextUp.nextUp.nextUp.nextUp).largestDistance == 4)
    #expect(difference(-Double.leastNonzeroMagnitude, .leastNonzeroMagnitude).largestDistance == 2)
    // All finite doubles from end to end: twice the bits of the largest.
    let span = 2 * Double.greatestFiniteMagnitude.bitPattern
    #expect(difference(-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude).largestDistance == span)
  }

  @Test("Zeros differ in a bit and in nothing else")
  func zeros() {
    let found = difference(0.0, -0.0)
    #expect(found.count == 1 && found.largestAbsolute == 0 && found.largestRelative == 0 && found.largestDistance == 0)
    #expect(found.firstA == "0.0" && found.firstB == "-0.0")
  }

  @Test("A NaN equals itself and no number")
  func notANumber() {
    #expect(difference(Double.nan, .nan).count == 0)
    #expect(difference(Float.nan, .nan).count == 0)
    let payload = Double(nan: 7, signaling: false)
    #expect(difference(Double.nan, payload).count == 1 && difference(Double.nan, payload).oneNaN == 0)
    let found = difference(Double.nan, 1)
    #expect(found.count == 1 && found.oneNaN == 1 && found.largestAbsolute == 0 && found.largestDistance == 0)
  }

  @Test("Differences are measured against the larger of two numbers")
  func measures() {
    let found = difference(4.0, 3.0)
    #expect(found.largestAbsolute == 1 && found.largestRelative == 0.25)
    #expect(difference(Double.infinity, 1).largestAbsolute == .infinity)
    #expect(difference(Double.infinity, 1).largestRelative == .infinity)
    // Neighbours beyond 2^53 are one double.
    let whole = difference(Int64(9_007_199_254_740_992), 9_007_199_254_740_993)
    #expect(whole.count == 1 && whole.largestAbsolute == 1 && whole.isWhole)
    #expect(difference(UInt64.max, 0).largestDistance == .max)
    #expect(difference(Int64.min, .max).largestDistance == .max)
  }

  @Test("The first place counts, in whatever order places come")
  func firstPlace() {
    var found = ArrayDifference(total: 10)
    found.note(1.0, 2.0, at: 7)
    found.note(1.0, 5.0, at: 3)
    found.note(1.0, 1.0, at: 0)
    found.note(1.0, 3.0, at: 5)
    #expect(found.count == 3 && found.first == 3 && found.firstB == "5.0")
    // From 1 to 5: two powers of two of 2^52 doubles each, and a quarter of a third.
    #expect(found.largestAbsolute == 4 && found.largestRelative == 0.8 && found.largestDistance == 9 << 50)
  }
}

import Testing
import Text

@Suite struct NumberTextTests {
  @Test func fixedAndScientificFollowC() {
    #expect(NumberText.fixed(3.14159, 2) == "3.14")
    #expect(NumberText.fixed(-0.5, 0) == "-0")
    #expect(NumberText.fixed(1e20, 1) == "100000000000000000000.0")
    #expect(NumberText.scientific(31.4159, 2) == "3.14e+01")
    #expect(NumberText.scientific(0, 3) == "0.000e+00")
    #expect(NumberText.general(0.00012345, 3) == "0.000123")
    #expect(NumberText.general(1e10, 3) == "1e+10")
    for value in [Double.nan, -.nan] {
      #expect(
        [NumberText.fixed(value, 1), NumberText.scientific(value, 1), NumberText.general(value, 1)]
          == ["NaN", "NaN", "NaN"])
    }
  }

  @Test func shortestKeepsAFloatAFloat() {
    #expect(
      [1, 0.1, 1e-6, 1e16, -0.0, 1e100].map(NumberText.shortest) == ["1.0", "0.1", "1e-6", "1e16", "-0.0", "1e100"])
    #expect([Double.infinity, -.infinity, .nan].map(NumberText.shortest) == ["Infinity", "-Infinity", "NaN"])
  }
}

import Testing

@testable import Text

@Suite struct NearestNameTests {
  /// Distances of the published examples (Wagner and Fischer 1974; Damerau 1964) and of edges.
  @Test(arguments: [("kitten", "sitting", 3), ("ca", "ac", 1), ("ca", "abc", 3), ("", "abc", 3), ("abc", "abc", 0)])
  func distances(a: String, b: String, distance: Int) {
    #expect(NearestName.distance(Array(a), Array(b)) == distance)
    #expect(NearestName.distance(Array(b), Array(a)) == distance)
  }

  @Test func onlyCloseNamesAreProposed() {
    let names = ["batch", "group", "steps", "relativeTolerance"]
    #expect(NearestName.among(names, to: "bacth") == "batch")
    #expect(NearestName.among(names, to: "relativetolerence") == "relativeTolerance")
    #expect(NearestName.among(names, to: "x") == nil)
    #expect(NearestName.among(names, to: "learningRate") == nil)
    #expect(NearestName.among(["a", "b"], to: "c") == nil)
  }
}

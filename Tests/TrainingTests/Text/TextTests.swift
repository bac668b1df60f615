import Foundation
import Testing

@testable import Training

@Suite struct NumberTextTests {
  @Test func fixedAndScientificFollowC() {
    #expect(NumberText.fixed(3.14159, 2) == "3.14")
    #expect(NumberText.fixed(-0.5, 0) == "-0")
    #expect(NumberText.fixed(1e20, 1) == "100000000000000000000.0")
    #expect(NumberText.scientific(31.4159, 2) == "3.14e+01")
    #expect(NumberText.scientific(0, 3) == "0.000e+00")
    #expect(NumberText.general(0.00012345, 3) == "0.000123")
    #expect(NumberText.general(1e10, 3) == "1e+10")
  }

  @Test func shortestKeepsAFloatAFloat() {
    #expect(
      [1, 0.1, 1e-6, 1e16, -0.0, 1e100].map(NumberText.shortest) == ["1.0", "0.1", "1e-6", "1e16", "-0.0", "1e100"])
    #expect([Double.infinity, -.infinity, .nan].map(NumberText.shortest) == ["Infinity", "-Infinity", "NaN"])
  }
}

@Suite struct ByteCountTests {
  @Test(arguments: [
    ("64 MiB", 67_108_864), ("64MiB", 67_108_864), ("1 GiB", 1_073_741_824), ("1.5 KiB", 1536), ("4096", 4096),
    ("4096 B", 4096), ("2 TiB", 2_199_023_255_552), ("0", 0), ("0.5 GiB", 536_870_912), ("010 B", 10),
  ])
  func reads(text: String, bytes: Int) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "MiB", "64 MB", "64 mib", "-1 MiB", "1e3", "0.3 B", "1.2.3 B", "64 MiB extra", "8192 TiB", "inf", "nan", "0x10",
    "\u{661} B", "1 000",
  ])
  func refuses(text: String) {
    #expect(ByteCount(text) == nil)
  }

  @Test func writtenCountsReadBack() {
    var generator = SplitMix(seed: 4)
    for _ in 0..<2000 {
      let count = ByteCount(
        bytes: Int.random(in: 0..<1 << 53, using: &generator) >> Int.random(in: 0..<53, using: &generator))
      let shifted = ByteCount(bytes: count.bytes & ~0xFFF)
      #expect(ByteCount(count.description) == count)
      #expect(ByteCount(shifted.description) == shifted)
    }
    #expect(ByteCount(bytes: 3 << 20).description == "3 MiB")
    #expect(ByteCount(bytes: 0).description == "0 B")
    #expect(ByteCount(bytes: 1025).description == "1025 B")
  }

  @Test func roundedCountsHaveThreeDigits() {
    #expect(ByteCount(bytes: 1_530_000).rounded == "1.46 MiB")
    #expect(ByteCount(bytes: 100 << 20).rounded == "100 MiB")
    #expect(ByteCount(bytes: 1000).rounded == "1000 B")
  }
}

@Suite struct DurationTextTests {
  @Test(arguments: [
    (0, "0.00 s"), (12.34e-6, "12.3 us"), (0.85, "850 ms"), (1.5, "1.50 s"), (42, "42.0 s"), (59.96, "1 min 00 s"),
    (200, "3 min 20 s"), (3599.7, "1 h 00 min"), (18_420, "5 h 07 min"), (86_399, "1 d 00 h"), (183_600, "2 d 03 h"),
    (-1, "-1 s"), (.infinity, "inf s"),
  ])
  func short(seconds: Double, text: String) {
    #expect(DurationText.short(seconds) == text)
  }
}

@Suite struct TextTableTests {
  @Test func columnsLineUp() {
    var table = TextTable([.left, .right], headings: ["name", "count"])
    table.add(["a", "1"])
    table.add(["longer", "1000000"])
    #expect(
      table.lines(indentation: 1) == [" name      count", " ------  -------", " a             1", " longer  1000000"])
  }

  @Test func linesEndWithoutSpace() {
    var table = TextTable([.left, .left])
    table.add(["a", ""])
    table.add(["bc", "d"])
    #expect(table.lines() == ["a", "bc  d"])
  }

  @Test func wrappingBreaksBetweenWords() {
    #expect(TextWrap.lines("one two  three\nfour", width: 9) == ["one two", "three", "four"])
    #expect(TextWrap.lines("immeasurable x", width: 4) == ["immeasurable", "x"])
    #expect(TextWrap.lines(" ", width: 4).isEmpty)
  }
}

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

@Suite struct FileTests {
  @Test func pathsAreJoinedAndSplit() {
    #expect(FilePath.join("a/b", "c.h5") == "a/b/c.h5")
    #expect(FilePath.join("a/", "c") == "a/c")
    #expect(FilePath.join("a", "/c") == "/c")
    #expect(["a/b/c", "c", "/c"].map(FilePath.directory) == ["a/b", "", "/"])
    #expect(
      ["jobs/spiral.json5", "x.tar.gz", ".hidden", "bare"].map(FilePath.stem) == ["spiral", "x.tar", ".hidden", "bare"])
    let current = FileManager.default.currentDirectoryPath
    #expect(FilePath.absolute("") == current)
    #expect(FilePath.absolute("a") == current + "/a")
  }

  @Test func filesAreReadWhole() throws {
    let path = NSTemporaryDirectory() + "pathline-text-\(UInt64.random(in: 0 ... .max)).txt"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(try TextFile.read(path) == bytes)
    #expect(throws: TextFileError.failed(code: ENOENT)) { try TextFile.read(path + "x") }
    #expect(throws: TextFileError.failed(code: EISDIR)) { try TextFile.read("/") }
    #expect(throws: TextFileError.tooLarge(limit: TextFile.largestSize)) { try TextFile.read("/dev/zero") }
  }
}

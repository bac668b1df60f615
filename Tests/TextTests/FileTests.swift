import Foundation
import TestSupport
import Testing
import Text

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
    let scratch = Scratch()
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = scratch.write(bytes, "text")
    #expect(try TextFile.read(path) == bytes)
    #expect(throws: TextFileError.failed(code: ENOENT)) { try TextFile.read(scratch.file("absent")) }
    #expect(throws: TextFileError.failed(code: EISDIR)) { try TextFile.read("/") }
    #expect(throws: TextFileError.tooLarge(limit: TextFile.largestSize)) { try TextFile.read("/dev/zero") }
  }
}

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct FileSystemTests {
  @Test("Directories are made with their parents") func directoriesAreMadeWithTheirParents() throws {
    let scratch = Scratch()
    let path = scratch.file("a/b//c/")
    try FileSystem.ensureDirectory(path)
    try FileSystem.ensureDirectory(path)
    var isDirectory: ObjCBool = false
    #expect(FileManager.default.fileExists(atPath: scratch.file("a/b/c"), isDirectory: &isDirectory))
    #expect(isDirectory.boolValue)
    _ = scratch.write([1], "f")
    let error = #expect(throws: StorageError.self) { try FileSystem.ensureDirectory(scratch.file("f/g")) }
    #expect(error?.errno == ENOTDIR && error?.path == scratch.file("f"))
  }

  @Test("Whole files are read") func wholeFilesAreRead() throws {
    let scratch = Scratch()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let isSame = try FileSystem.readWhole(scratch.write(bytes, "a")) == bytes
    #expect(isSame)
    #expect(try FileSystem.readWhole(scratch.write([], "b")) == [])
    #expect(#expect(throws: StorageError.self) { try FileSystem.readWhole(scratch.file("c")) }?.errno == ENOENT)
    #expect(#expect(throws: StorageError.self) { try FileSystem.readWhole(scratch.path) }?.errno == EISDIR)
    #expect(#expect(throws: StorageError.self) { try FileSystem.readWhole("/dev/zero") }?.kind == .data)
  }
}

import Foundation
import Host
import TestSupport
import Testing

@Suite struct DirectoryProbeTests {
  @Test("A directory is probed by writing and locking, and left as it was")
  func probe() throws {
    let scratch = Scratch()
    let probe = DirectoryProbe.probe(scratch.path)
    #expect(probe.failure == nil && probe.locks == .work && (probe.freeBytes ?? 0) > 0)
    // By the word of Foundation; others write and remove files meanwhile.
    let free = try #require(
      FileManager.default.attributesOfFileSystem(forPath: scratch.path)[.systemFreeSize] as? NSNumber
    ).doubleValue
    #expect(abs(Double(probe.freeBytes ?? 0) / free - 1) < 0.5)
    #expect(scratch.names.isEmpty)
    let none = DirectoryProbe.probe(scratch.file("none"))
    #expect(none.failure == "No such file or directory" && none.freeBytes == nil && none.locks == nil)
  }
}

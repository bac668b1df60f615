import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct LineReaderTests {
  private func lines(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let scratch = Scratch()
    var reader = try LineReader(scratch.write(bytes, "lines"))
    var lines: [[UInt8]] = []
    while let line = try reader.next() { lines.append(Array(line)) }
    #expect(try reader.next() == nil)
    return lines
  }

  @Test("Lines come as they are, whatever their length; half a line is none")
  func everyLength() throws {
    #expect(try lines([]) == [])
    #expect(try lines(Array("half".utf8)) == [])
    #expect(try lines(Array("\n\na\nhalf".utf8)) == [[], [], [97]])
    // Around the 64 KiB that are read at a time, and far beyond.
    var generator = SplitMix(seed: 3)
    var wanted: [[UInt8]] = []
    for length in [65_534, 1, 65_535, 65_536, 0, 65_537, 500_000] + (0..<2000).map({ $0 % 97 }) {
      wanted.append((0..<length).map { _ in UInt8.random(in: 11...255, using: &generator) })
    }
    let found = try lines(Array((wanted + [[1, 2, 3]]).joined(separator: [10])))
    #expect(found == wanted)
  }

  @Test("A file that is not there is an input failure")
  func absent() {
    let error = #expect(throws: StorageError.self) { _ = try LineReader(Scratch().file("absent")) }
    #expect(error?.kind == .io)
  }
}

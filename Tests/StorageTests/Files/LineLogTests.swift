import Foundation
import Storage
import TestSupport
import Testing

@Suite struct LineLogTests {
  private static func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.readWhole(path), as: UTF8.self)
  }

  @Test("Every line is in the file at once") func everyLineIsInTheFileAtOnce() throws {
    let scratch = Scratch()
    let path = scratch.file("metrics.jsonl")
    let log = try LineLog(path)
    var wanted = ""
    for step in 0..<50 {
      try log.append("{\"step\": \(step)}")
      wanted += "{\"step\": \(step)}\n"
      #expect(try Self.text(path) == wanted)
    }
    try log.sync()
    let again = try LineLog(path)
    try again.append("end")
    #expect(try Self.text(path) == wanted + "end\n")
  }

  @Test("Cuts to any line", arguments: [0, 1, 3, 4, 5]) func cutsToAnyLine(_ count: Int) throws {
    let scratch = Scratch()
    let lines = ["first", "", "third \u{3b1}", String(repeating: "x", count: 100_000)]
    let path = scratch.write(Array((lines.joined(separator: "\n") + "\n").utf8), "a")
    let log = try LineLog(path)
    #expect(try log.truncate(keepingLines: count) == min(count, 4))
    try log.append("new")
    #expect(try Self.text(path) == (lines.prefix(count) + ["new"]).joined(separator: "\n") + "\n")
  }

  @Test("Half a line is dropped") func halfALineIsDropped() throws {
    let scratch = Scratch()
    let path = scratch.write(Array("one\ntwo\nthr".utf8), "a")
    let log = try LineLog(path)
    #expect(try Self.text(path) == "one\ntwo\n")
    try log.append("three")
    #expect(try Self.text(path) == "one\ntwo\nthree\n")
  }

  @Test("What cannot be opened is named") func whatCannotBeOpenedIsNamed() {
    let scratch = Scratch()
    #expect(#expect(throws: StorageError.self) { try LineLog(scratch.path) }?.errno == EISDIR)
    #expect(#expect(throws: StorageError.self) { try LineLog(scratch.file("no/a")) }?.errno == ENOENT)
  }
}

import Foundation
import Host
import Storage
import TestSupport
import Testing

@testable import Diagnostics
@testable import Training

@Suite struct FileComparisonTests {
  /// Publishes two files by the same recipe; the second one is told apart by `isOther`.
  private func compare(_ build: (HDF5Image, _ isOther: Bool) throws -> Void) throws -> Comparison {
    let scratch = Scratch()
    let a = try scratch.publish("a.h5") { try build($0, false) }
    let b = try scratch.publish("b.h5") { try build($0, true) }
    return try Comparison(a, b)
  }

  @Test("One element moved by one unit in the last place is found where it is, in a large array")
  func oneElement() throws {
    let (rows, columns) = (3000, 100)
    let comparison = try compare { image, isOther in
      var values = (0..<rows * columns).map { Double($0) * 0.1 }
      if isOther { values[1234 * columns + 56] = values[1234 * columns + 56].nextUp }
      try image.addDimension("row", length: rows)
      try image.addDimension("column", length: columns)
      try image.addDataset("x", dimensions: ["row", "column"], values: values)
      try image.addDataset("same", dimensions: ["row"], values: [Float](repeating: .nan, count: rows))
    }
    #expect(comparison.differences.count == 1)
    let difference = try #require(comparison.differences.first)
    #expect(difference.place == "/x")
    let numbers = try #require(difference.numbers)
    #expect(numbers.count == 1 && numbers.total == rows * columns && numbers.first == 1234 * columns + 56)
    #expect(numbers.largestDistance == 1 && numbers.largestAbsolute == (12345.6).ulp)
    #expect(difference.explanation[0].contains("first at [1234, 56]"))
  }

  @Test("Equal content is identical, sealed or not, NaN included")
  func identical() throws {
    let scratch = Scratch()
    let image = try HDF5Image()
    try image.addDimension("n", length: 3)
    try image.addDataset("x", dimensions: ["n"], values: [1, Double.nan, -0.0])
    try image.setAttribute("gap", .double(.nan))
    try image.setAttribute("names", .strings(["a", "b"]), of: "x")
    try image.publish(to: scratch.file("a.h5"))
    let unsealed = scratch.write(try image.bytes(), "b.h5")
    let comparison = try Comparison(scratch.file("a.h5"), unsealed)
    #expect(comparison.isIdentical && comparison.notes == [])
    #expect(comparison.compared == ["2 arrays and 2 attributes"])
    #expect(comparison.lines.contains("identical"))
  }

  @Test("Types, shapes, axes, texts and attributes are told apart")
  func otherDifferences() throws {
    let comparison = try compare { image, isOther in
      try image.addDimension("n", length: 2)
      try image.addDimension("m", length: 2)
      try image.addDimension("k", length: isOther ? 5 : 4)
      if isOther {
        try image.addDataset("type", dimensions: ["n"], values: [1.0, 2.0])
      } else {
        try image.addDataset("type", dimensions: ["n"], values: [Float(1), 2])
      }
      try image.addDataset("axes", dimensions: [isOther ? "m" : "n"], values: [1.0, 2.0])
      try image.addText("text", isOther ? "abd" : "abc")
      try image.setAttribute("scale", .double(isOther ? 1.0.nextUp : 1.0))
      try image.setAttribute("count", .integer(isOther ? 3 : 2), of: "axes")
      try image.setAttribute("word", .string(isOther ? "b" : "a"), of: "axes")
      try image.setAttribute(isOther ? "new" : "old", 1)
      if !isOther {
        try image.addGroup("lone")
        try image.addScalar("lone/x", 1.0)
      } else {
        try image.addScalar("sole", 1.0)
      }
      // Two ways to write one letter, which Swift takes for equal.
      try image.addText("accent", isOther ? "e\u{301}" : "\u{e9}")
      try image.setAttribute("accent", .string(isOther ? "e\u{301}" : "\u{e9}"), of: "accent")
    }
    let scale = comparison.differences.first { $0.place == "/, attribute scale" }?.numbers
    #expect(scale?.largestDistance == 1)
    let found = comparison.differences.map { "\($0.place): \($0.explanation[0])" }
    #expect(
      Set(found) == [
        "/, attribute new: only in B", "/accent, attribute accent: \"\u{e9}\" and \"e\u{301}\"",
        "/accent: \"\u{e9}\" and \"e\u{301}\"",
        "/, attribute old: only in A",
        "/, attribute scale: 1.0 and 1.0000000000000002", "/axes, attribute count: 2 and 3",
        "/axes, attribute word: \"a\" and \"b\"", "/axes: the axes are [n] and [m]",
        "/k: the shape is [4] and [5]", "/lone: only in A", "/text: \"abc\" and \"abd\"",
        "/sole: only in B", "/type: elements are float32 and float64",
      ])
    #expect(found.count == 13)
  }

  @Test("Timings of a history do not count, its metrics do")
  func history() throws {
    let scratch = Scratch()
    func write(_ name: String, _ change: (inout RunHistory) -> Void) throws -> String {
      var history = RunHistory()
      history.steps = (1...5).map { step in
        var record = StepRecord()
        (record.step, record.loss) = (step, 1 / Double(step))
        return record
      }
      history.evaluations = [EvaluationRecord(step: 5, split: "all", explainedVariance: [.nan])]
      change(&history)
      try HistoryFile.write(history, seriesNames: ["x"], title: nil, to: scratch.file(name))
      return scratch.file(name)
    }
    let a = try write("a.h5") { _ in }
    let slow = try write("slow.h5") { history in
      history.steps[2].times[.data] = 7
      history.steps[1].imbalance = 2
      history.evaluations[0].seconds = 1
    }
    #expect(try Comparison(a, slow).isIdentical)
    let other = try write("other.h5") { $0.steps[3].loss = (0.25).nextDown }
    let differences = try Comparison(a, other).differences
    #expect(differences.map(\.place) == ["/loss"])
    #expect(differences.first?.numbers?.first == 3 && differences.first?.numbers?.largestDistance == 1)
  }

  @Test("Damaged, missing and unlike things are refused")
  func refusals() throws {
    let scratch = Scratch()
    let a = try scratch.publish("a.h5") { try $0.addText("t", "some text to damage") }
    let b = try scratch.publish("b.h5") { try $0.addText("t", "some text to damage") }
    try flipBit(0, ofByte: try #require(try offset(of: Array("text to".utf8), in: b)), in: b)
    #expect { try Comparison(a, b) } throws: { ($0 as? PathlineError)?.kind == .data }
    #expect { try Comparison(a, scratch.file("none")) } throws: { ($0 as? PathlineError)?.kind == .io }
    #expect { try Comparison(scratch.path, a) } throws: { ($0 as? PathlineError)?.kind == .job }
    #expect { try Comparison(scratch.path, scratch.path) } throws: { ($0 as? PathlineError)?.kind == .data }
  }
}

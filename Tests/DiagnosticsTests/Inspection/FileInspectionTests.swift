import Foundation
import Host
import Storage
import TestSupport
import Testing

@testable import Diagnostics

@Suite struct FileInspectionTests {
  @Test("Numbers are summed up exactly over several blocks, NaN and infinity set apart")
  func statistics() throws {
    // 300,000 doubles are more than two blocks; the mean of 0 ..< n is (n - 1) / 2.
    let count = 300_000
    let scratch = Scratch()
    let path = try scratch.publish("a.h5") { image in
      try image.addDimension("n", length: count)
      try image.addDimension("m", length: 4)
      try image.addDataset("ramp", dimensions: ["n"], values: (0..<count).map { Double($0) })
      try image.addDataset("odd", dimensions: ["m"], values: [.nan, Float.infinity, -2, 5])
      try image.addDataset("cancelling", dimensions: ["m"], values: [1e16, 1, -1e16, 3])
      try image.addDataset("whole", dimensions: ["m"], values: [Int64.min, 9_007_199_254_740_993, 0, 1])
      try image.addDataset("none", dimensions: ["m"], values: [Double](repeating: .nan, count: 4))
    }
    let inspection = try FileInspection(path)
    func found(_ name: String) throws -> ArrayStatistics {
      try #require(inspection.datasets.first { $0.path == name }?.statistics)
    }
    let ramp = try found("/ramp")
    #expect(ramp.minimum == .real(0) && ramp.maximum == .real(Double(count - 1)))
    #expect(ramp.mean == Double(count - 1) / 2 && ramp.nanCount == 0)
    let odd = try found("/odd")
    #expect(odd.nanCount == 1 && odd.infiniteCount == 1 && odd.mean == 1.5)
    #expect(odd.minimum == .real(-2) && odd.maximum == .real(.infinity))
    #expect(try found("/cancelling").mean == 1)
    // More digits than a double holds.
    let whole = try found("/whole")
    #expect(whole.minimum == .integer(Int128(Int64.min)) && whole.maximum == .integer(9_007_199_254_740_993))
    let none = try found("/none")
    #expect(none == ArrayStatistics(nanCount: 4, infiniteCount: 0, minimum: nil, maximum: nil, mean: nil))
    #expect(inspection.seal == .intact && inspection.problems == [])
  }

  @Test("Layout, dimensions and attributes are told, those of HDF5's own left out")
  func layout() throws {
    let scratch = Scratch()
    let path = try scratch.publish("a.h5") { image in
      try image.setAttribute("title", "A")
      try image.addCoordinate("time", values: [0.0, 1, 2])
      try image.addDimension("state", length: 100)
      try image.addGroup("g")
      try image.addDataset("g/y", dimensions: ["time", "state"], values: [Double](repeating: 1, count: 300))
      try image.setAttribute("units", "s", of: "time")
      try image.addText("note", "text")
    }
    let inspection = try FileInspection(path)
    #expect(inspection.kind == nil && inspection.content == nil)
    #expect(inspection.dimensions.map(\.name) == ["/state"] && inspection.dimensions.map(\.length) == [100])
    #expect(inspection.datasets.map(\.path) == ["/g/y", "/note", "/time"])
    let y = try #require(inspection.datasets.first)
    #expect(y.shape == [3, 100] && y.chunkShape == [3, 100] && y.elementType == .float64)
    #expect(y.layout?.dimensions == ["time", "state"] && y.layout?.filters == ["fletcher32"])
    // 2,400 bytes of content and the checksum of 4.
    #expect(y.layout?.storedBytes == 2404)
    #expect(inspection.attributes.map { "\($0.object) \($0.attribute.name)" } == ["/ title", "/time units"])
    let text = inspection.lines.joined(separator: "\n")
    #expect(text.contains("time=3 state=100") && text.contains("chunks of 3x100, fletcher32"))
    #expect(text.hasSuffix("All of the file was read, and every byte is as it was written."))
  }

  @Test("A damaged chunk breaks the seal, is named, and hides nothing else")
  func damagedChunk() throws {
    let scratch = Scratch()
    let path = try scratch.publish("a.h5") { image in
      try image.addDimension("n", length: 1000)
      try image.addDataset("bad", dimensions: ["n"], values: (0..<1000).map { Double($0) + 0.123 })
      try image.addDataset("good", dimensions: ["n"], values: [Double](repeating: 2, count: 1000))
    }
    let pattern = withUnsafeBytes(of: (500.0 + 0.123).bitPattern.littleEndian) { Array($0) }
    try flipBit(3, ofByte: try #require(try offset(of: pattern, in: path)), in: path)
    let inspection = try FileInspection(path)
    #expect(inspection.seal == .broken)
    #expect(inspection.problems.count == 2)
    #expect(inspection.problems[0].hasPrefix("the seal does not match"))
    #expect(inspection.problems[1].hasPrefix("/bad") && inspection.problems[1].contains("checksum"))
    #expect(inspection.datasets.first { $0.path == "/bad" }?.statistics == nil)
    #expect(inspection.datasets.first { $0.path == "/good" }?.statistics?.mean == 2)
  }

  @Test("A file without a seal is told as such; what is missing or no HDF5 is refused")
  func otherFiles() throws {
    let scratch = Scratch()
    let image = try HDF5Image()
    try image.addScalar("x", 1.0)
    let inspection = try FileInspection(scratch.write(try image.bytes(), "a.h5"))
    #expect(inspection.seal == .absent && inspection.problems == [])
    #expect(inspection.lines[0].contains("no seal"))
    #expect { try FileInspection(scratch.file("none.h5")) } throws: { ($0 as? PathlineError)?.kind == .io }
    let text = scratch.write(Array("no HDF5".utf8), "a.txt")
    #expect { try FileInspection(text) } throws: { ($0 as? PathlineError)?.kind == .data }
    // The first half of a sealed file.
    let whole = try bytes(
      of: try scratch.publish("whole.h5") { try $0.addText("t", String(repeating: "x", count: 5000)) })
    let half = try FileInspection(scratch.write(whole[..<(whole.count / 2)], "half.h5"))
    #expect(half.seal == .broken && half.problems.contains { $0.hasPrefix("the file is truncated") })
  }
}

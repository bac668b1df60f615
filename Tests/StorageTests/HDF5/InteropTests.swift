import Foundation
import Storage
import TestSupport
import Testing

/// Other readers open our files, and we open theirs.
@Suite struct InteropTests {
  private static func interop(_ command: String, _ directory: String) throws {
    let python = try #require(
      ProcessInfo.processInfo.environment["PATHLINE_PYTHON"],
      """
      PATHLINE_PYTHON is not set, so no other reader can be tried. Run Tests/run, or set it to a Python with h5py, \
      netCDF4, xarray, h5netcdf and numpy.
      """)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/interop.py"
    let child = try run([python, "-W", "ignore", script, command, directory])
    #expect(child.code == 0, "\(child.output)")
  }

  @Test("Other readers open our files") func otherReadersOpenOurFiles() throws {
    let scratch = Scratch()
    try ImageTests.sample().publish(to: scratch.file("sample.h5"))
    try SeriesTests.shared().publish(to: scratch.file("shared.h5"))
    try SeriesTests.ragged().publish(to: scratch.file("ragged.h5"))
    try Self.interop("check", scratch.path)
    // Reading left our files alone; those others changed have lost their seal.
    for name in ["sample.h5", "shared.h5", "ragged.h5"] {
      #expect(try Seal.verify(path: scratch.file(name)) == .intact)
    }
    #expect(try Seal.verify(path: scratch.file("sample.h5.append")) == .absent)
    #expect(try Seal.verify(path: scratch.file("sample.h5.edited")) != .intact)
    #expect(try HDF5File.open(scratch.file("sample.h5.append")).dataset("more").read(Int64.self) == [0, 1, 2, 3, 4])
  }

  @Test("We read their types") func weReadTheirTypes() throws {
    let scratch = Scratch()
    try Self.interop("write", scratch.path)
    let file = try HDF5File.open(scratch.file("kinds.h5"))
    #expect(try file.dataset("big").read(Float.self) == [0, 1.5, 3, 4.5, 6, 7.5])
    #expect(try file.dataset("big64").read(Int64.self) == [-2, -1, 0, 1, 2, 3])
    #expect(try file.dataset("i1").read(Int8.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("i2").read(Int16.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("i4").read(Int32.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("i8").read(Int64.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("u1").read(UInt8.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("u2").read(UInt16.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("u4").read(UInt32.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("u8").read(UInt64.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("f4").read(Float.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("f8").read(Double.self) == [0, 1, 2, 3, 4, 5])
    #expect(try file.dataset("bool").elementType == .boolean)
    #expect(try file.dataset("bool").read(UInt8.self) == [0, 1, 0, 1, 0, 1])
    #expect(throws: StorageError.self) { try file.dataset("bool").read(Int8.self) }
    #expect(try file.dataset("variable").readStrings() == ["one", "", "tw\u{f6}"])
    #expect(try file.dataset("unwritten").readStrings() == ["", ""])
    #expect(try file.dataset("fixed").readStrings() == ["one", "", "tw\u{f6}"])
    #expect(try file.dataset("ascii").readStrings() == ["ab", "abcde"])
    #expect(try file.dataset("space").readStrings() == ["ab", " c"])
    #expect(try file.dataset("empty").read(Double.self) == [])
    #expect(try file.dataset("packed").read(Double.self) == [0, 1, 2, 3, 4, 5])
    #expect(try HDF5File.open(scratch.file("block.h5")).dataset("x").read(Double.self) == [0, 1, 2, 3])
    let rows = try file.dataset("rows")
    #expect(rows.chunkShape == [7, 11])
    #expect(try rows.read(Double.self) == (0..<5000).map { Double($0) })
  }

  @Test("What we cannot read is named") func whatWeCannotReadIsNamed() throws {
    let scratch = Scratch()
    try Self.interop("write", scratch.path)
    let file = try HDF5File.open(scratch.file("kinds.h5"))
    for name in ["half", "complex", "compound"] {
      let error = #expect(throws: StorageError.self) { try file.dataset(name).read(Float.self) }
      #expect(error?.problem.contains("unsupported") == true && error?.object == "/" + name)
    }
    #expect(
      #expect(throws: StorageError.self) { try file.dataset("latin").readStrings() }?.problem == "text is not UTF-8")
    for (name, word) in [("null", "null dataspace"), ("virtual", "other files"), ("external", "other files")] {
      let error = #expect(throws: StorageError.self) { try file.dataset(name) }
      #expect(error?.kind == .data && error?.problem.contains(word) == true, "\(name)")
    }
    #expect(!file.has("dangling"))
    #expect(throws: StorageError.self) { try file.dataset("dangling") }
  }

  @Test("We read their attributes") func weReadTheirAttributes() throws {
    let scratch = Scratch()
    try Self.interop("write", scratch.path)
    let root = try HDF5File.open(scratch.file("kinds.h5")).attributes()
    #expect(try root.string("text") == "tw\u{f6}")
    #expect(try root.string("bytes") == "abc")
    #expect(try root.string("nothing") == "")
    #expect(try root.strings("list") == ["a", "bc"])
    #expect(try root.integer("small") == -3)
    #expect(try root.integer("large") == .max)
    #expect(try root.double("single") == 0.5)
    #expect(try root.integers("several") == [0, 1, 2])
    #expect(#expect(throws: StorageError.self) { try root.integer("huge") }?.problem.contains("64-bit") == true)
    #expect(#expect(throws: StorageError.self) { try root.integer("several") }?.problem.contains("3 values") == true)
    #expect(throws: StorageError.self) { try root.double("half") }
  }

  /// Another library tells where rows of an array lie: in one piece, in chunks with and without filters, or nowhere.
  @Test("Rows lie where they are said to") func rowsLieWhereTheyAreSaidTo() throws {
    let scratch = Scratch()
    try Self.interop("places", scratch.path)
    let lines = try String(contentsOfFile: scratch.file("places.txt"), encoding: .utf8).split(separator: "\n")
    let file = try HDF5File.open(scratch.file("places.h5"))
    var found: [String] = []
    for name in ["whole", "sparse", "packed", "vector", "unwritten"] {
      try file.dataset(name).forEachByteRange(ofRows: 3..<6) { found.append("\(name) \($0.lowerBound) \($0.count)") }
    }
    #expect(found.sorted() == lines.map(String.init).sorted())
    #expect(lines.count == 9)
    try file.dataset("whole").forEachByteRange(ofRows: 2..<2) { Issue.record("\($0)") }
  }

  @Test("We read their data sets", arguments: [0, 2000, 1 << 20]) func weReadTheirDataSets(_ budget: Int) throws {
    let scratch = Scratch()
    try Self.interop("write", scratch.path)
    let ragged = try SeriesFile.open(scratch.file("h5py.h5"), cacheBytes: budget)
    #expect(ragged.seriesNames == ["alpha", "beta"] && ragged.hasMask)
    let shared = try SeriesFile.open(scratch.file("xarray.nc"), cacheBytes: budget)
    #expect(shared.sharedTimes == (0..<20).map { -Double($0) })
    for sample in 0..<30 {
      let length = 1 + sample % 20
      #expect(ragged.length(of: sample) == length)
      let (times, values, mask) = try SeriesTests.window(ragged, sample, 0, length)
      // The times were stored in single precision.
      #expect(times == (0..<length).map { Double(Float(0.1 * Double($0) + Double(sample))) })
      let (_, whole, _) = try SeriesTests.window(shared, sample, 0, 20)
      for step in 0..<20 {
        for series in 0..<2 {
          let value = Double(sample) + 0.5 * Double(step) - Double(series)
          #expect(whole[2 * step + series] == value)
          guard step < length else { continue }
          let isObserved = (sample + step + series) % 3 > 0
          #expect(mask[2 * step + series] == (isObserved ? 1 : 0))
          #expect(values[2 * step + series] == (isObserved ? value : 0))
        }
      }
    }
  }
}

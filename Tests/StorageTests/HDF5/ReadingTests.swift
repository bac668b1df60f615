import Foundation
import Storage
import TestSupport
import Testing

@Suite struct ReadingTests {
  private static func error(_ body: () throws -> Void) -> StorageError? {
    do { try body() } catch { return error as? StorageError }
    return nil
  }

  /// Reads a block into memory of `capacity` elements.
  private static func block<T: StorageScalar>(
    _ dataset: Dataset, _ zero: T, _ offset: [Int], _ count: [Int], capacity: Int? = nil
  ) throws -> [T] {
    var values = [T](repeating: zero, count: capacity ?? count.reduce(1, *))
    try values.withUnsafeMutableBufferPointer { try dataset.read(into: $0, offset: offset, count: count) }
    return values
  }

  private static func sampleFile() throws -> HDF5File {
    try HDF5File.open(image: try ImageTests.sample().bytes(), path: "sample.h5")
  }

  @Test("Blocks are row major") func blocksAreRowMajor() throws {
    let y = try Self.sampleFile().dataset("y")
    // y[i, j] = 3 i + j.
    #expect(try Self.block(y, Float(0), [7, 1], [2, 2]) == [22, 23, 25, 26])
    #expect(try Self.block(y, Float(0), [299, 2], [1, 1]) == [899])
    #expect(try Self.block(y, Float(0), [300, 0], [0, 3]) == [])
  }

  @Test("Type rank bounds and count are checked") func typeRankBoundsAndCountAreChecked() throws {
    let y = try Self.sampleFile().dataset("y")
    let wrong: [(String, StorageError?)] = [
      ("float64", Self.error { _ = try Self.block(y, 0.0, [0, 0], [1, 1]) }),
      ("int32", Self.error { _ = try Self.block(y, Int32(0), [0, 0], [1, 1]) }),
      ("axes", Self.error { _ = try Self.block(y, Float(0), [0], [1]) }),
      ("axes", Self.error { _ = try Self.block(y, Float(0), [0, 0, 0], [1, 1, 1]) }),
      ("axis 0", Self.error { _ = try Self.block(y, Float(0), [299, 0], [2, 1], capacity: 2) }),
      ("axis 1", Self.error { _ = try Self.block(y, Float(0), [0, 0], [1, 4], capacity: 4) }),
      ("axis 0", Self.error { _ = try Self.block(y, Float(0), [-1, 0], [1, 1], capacity: 1) }),
      ("axis 1", Self.error { _ = try Self.block(y, Float(0), [0, 0], [1, -1], capacity: 1) }),
      ("axis 0", Self.error { _ = try Self.block(y, Float(0), [Int.max, 0], [Int.max, 1], capacity: 1) }),
      ("elements", Self.error { _ = try Self.block(y, Float(0), [0, 0], [2, 3], capacity: 5) }),
      ("elements", Self.error { _ = try Self.block(y, Float(0), [0, 0], [2, 3], capacity: 7) }),
      ("text", Self.error { _ = try y.readStrings() }),
    ]
    for (word, error) in wrong {
      #expect(error?.kind == .data)
      #expect(error?.path == "sample.h5" && error?.object == "/y")
      #expect(error?.problem.contains(word) == true, "\(error?.description ?? "no error") should name \(word)")
    }
  }

  @Test("Only floating point converts") func onlyFloatingPointConverts() throws {
    let file = try Self.sampleFile()
    #expect(try file.dataset("y").readConverting(Double.self) == (0..<900).map { Double($0) })
    #expect(try file.dataset("time").readConverting(Float.self) == (0..<300).map { Float($0) / 8 })
    #expect(throws: StorageError.self) { try file.dataset("net/steps").readConverting(Double.self) }
    #expect(throws: StorageError.self) { try file.dataset("net/job").readConverting(Double.self) }
  }

  @Test("Missing objects are named") func missingObjectsAreNamed() throws {
    let file = try Self.sampleFile()
    for name in ["z", "net/z", "nothing/here", "y/below"] {
      let error = Self.error { _ = try file.dataset(name) }
      #expect(error?.object == "/" + name)
      #expect(error?.kind == .data)
      #expect(!file.has(name))
    }
    #expect(Self.error { _ = try file.dataset("net") }?.problem == "is not a dataset")
    #expect(Self.error { _ = try file.names(in: "y") }?.problem == "is not a group")
    #expect(file.has("net/weight") && file.hasDataset("net/weight") && !file.hasGroup("net/weight"))
    #expect(file.hasGroup("net") && file.hasGroup("/"))
  }

  @Test("Attributes are strict") func attributesAreStrict() throws {
    let file = try Self.sampleFile()
    let net = try file.attributes(of: "net")
    #expect(net.has("seed") && !net.has("weed"))
    let wrong = [
      Self.error { _ = try net.integer("weed") }, Self.error { _ = try net.string("seed") },
      Self.error { _ = try net.double("seed") }, Self.error { _ = try net.integer("scales") },
      Self.error { _ = try net.double("scales") },
      Self.error { _ = try file.dataset("y").attributes.string("names") },
      Self.error { _ = try file.attributes(of: "nowhere") },
    ]
    for error in wrong { #expect(error?.kind == .data) }
    #expect(wrong[1]?.object == "/net, attribute seed")
  }

  @Test("What cannot be opened is explained") func whatCannotBeOpenedIsExplained() throws {
    let scratch = Scratch()
    let bytes = try ImageTests.sample().bytes()
    let text = scratch.write(Array("time,x\n0,1\n".utf8), "a.csv")
    let pipe = scratch.file("pipe")
    mkfifo(pipe, 0o644)
    symlink("loop", scratch.file("loop"))
    let cases: [(path: String, kind: StorageError.Kind, word: String)] = [
      (scratch.file("missing.h5"), .io, "no such file"), (scratch.path, .io, "directory"),
      (scratch.file("loop"), .io, "symbolic links"), (pipe, .data, "not a regular file"),
      (text, .data, "not in HDF5 format"), (scratch.write([], "empty.h5"), .data, "empty"),
      (scratch.write(Array(bytes[..<(bytes.count / 100)]), "1.h5"), .data, "truncated"),
      (scratch.write(Array(bytes[..<(bytes.count / 2)]), "50.h5"), .data, "truncated"),
      (scratch.write(Array(bytes[..<(bytes.count * 99 / 100)]), "99.h5"), .data, "truncated"),
      (scratch.write(Array(bytes[..<8]), "8.h5"), .data, "truncated"),
      (scratch.write(Array(bytes[..<20]), "20.h5"), .data, "truncated"),
    ]
    for (path, kind, word) in cases {
      let error = Self.error { _ = try HDF5File.open(path) }
      #expect(error?.kind == kind && error?.path == path)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "no error") should say \(word)")
    }
    for length in [0, 8, bytes.count / 2] {
      let error = Self.error { _ = try HDF5File.open(image: Array(bytes[..<length]), path: "image") }
      #expect(error?.kind == .data)
    }
  }

  @Test("Damaged chunks are never read") func damagedChunksAreNeverRead() throws {
    let scratch = Scratch()
    let values = (0..<2000).map { Float($0) * 0.25 + 1 }
    let image = try HDF5Image()
    try image.addDimension("n", length: 2000)
    try image.addDataset("x", dimensions: ["n"], values: values)
    let bytes = try image.bytes()
    // The bytes of the chunk stand in the file as they are in memory.
    let raw = Data(values.withUnsafeBytes { Array($0) })
    let range = try #require(Data(bytes).range(of: raw))
    var generator = SplitMix(seed: 4)
    for _ in 0..<300 {
      var damaged = bytes
      damaged[Int.random(in: range, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      let dataset = try HDF5File.open(scratch.write(damaged, "a.h5")).dataset("x")
      let error = Self.error { _ = try dataset.read(Float.self) }
      #expect(error?.kind == .data)
      #expect(error?.problem == "checksum mismatch: the file is damaged")
    }
    #expect(try HDF5File.open(scratch.write(bytes, "a.h5")).dataset("x").read(Float.self) == values)
  }

  @Test("A file stays readable under its replacement") func aFileStaysReadableUnderItsReplacement() throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    try ImageTests.sample(300).publish(to: path)
    let old = try HDF5File.open(path).dataset("time")
    try ImageTests.sample(20).publish(to: path)
    #expect(try HDF5File.open(path).dataset("time").shape == [20])
    #expect(try old.read(Double.self).count == 300)
  }

  @Test("Many threads may read") func manyThreadsMayRead() async throws {
    let file = try Self.sampleFile()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let y = try file.dataset("y")
          return try (0..<50).allSatisfy { round in
            let row = (task * 50 + round) % 300
            return try Self.block(y, Float(0), [row, 0], [1, 3]) == (0..<3).map { Float(3 * row + $0) }
          }
        }
      }
      for try await right in group { #expect(right) }
    }
  }
}

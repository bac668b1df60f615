import Storage
import TestSupport
import Testing

@Suite struct SealTests {
  private static func sealedSample(_ scheme: SealScheme = .whole) throws -> [UInt8] {
    var bytes = try ImageTests.sample(20).bytes()
    Seal.append(to: &bytes, scheme: scheme)
    return bytes
  }

  /// A file of three pieces and a bit.
  private static func longSample() -> [UInt8] {
    var bytes = (0..<(3 * SealScheme.pieceBytes + 11)).map { UInt8(truncatingIfNeeded: ($0 &* 0x9e37_79b1) &>> 16) }
    Seal.append(to: &bytes, scheme: .pieces)
    return bytes
  }

  @Test("Pieces may be read by many") func piecesMayBeReadByMany() throws {
    let scratch = Scratch()
    let bytes = Self.longSample()
    let path = scratch.write(bytes, "a.h5")
    #expect(Seal.verify(bytes) == .intact)
    #expect(try Seal.verify(path: path) == .intact)
    let verification = try SealVerification(path: path)
    #expect(verification.pieceCount == 4 && verification.byteCount == bytes.count - Seal.byteCount)
    var read = 0
    let parts = try [0..<1, 1..<1, 1..<3, 3..<4].map { try verification.hashes(of: $0) { read = max(read, $0) } }
    #expect(read == 2 * SealScheme.pieceBytes)
    #expect(verification.verdict(hashes: parts.flatMap(\.self)) == .intact)
    #expect(verification.verdict(hashes: parts.reversed().flatMap(\.self)) == .broken)
    #expect(verification.verdict(hashes: parts[0] + parts[2]) == .broken)
    // A seal of the whole file is read by one.
    #expect(try SealVerification(path: scratch.write(try Self.sealedSample(), "b.h5")).pieceCount == 0)
  }

  @Test("Every piece counts") func everyPieceCounts() throws {
    let bytes = Self.longSample()
    let size = SealScheme.pieceBytes
    var damages: [[UInt8]] = []
    for offset in [0, size - 1, size, 2 * size + 5, 3 * size, bytes.count - Seal.byteCount - 1] {
      var damaged = bytes
      damaged[offset] ^= 1
      damages.append(damaged)
    }
    // Pieces that change places are still those pieces, one by one.
    damages.append(Array(bytes[size..<2 * size] + bytes[..<size] + bytes[(2 * size)...]))
    damages.append(Array(bytes[..<size] + bytes[(2 * size)...]))
    let scratch = Scratch()
    for damaged in damages {
      #expect(Seal.verify(damaged) != .intact)
      #expect(try Seal.verify(path: scratch.write(damaged, "a.h5")) != .intact)
    }
  }

  @Test("A sealed file is intact in memory and on disk") func aSealedFileIsIntactInMemoryAndOnDisk() throws {
    let scratch = Scratch()
    let bytes = try Self.sealedSample()
    #expect(Seal.verify(bytes) == .intact)
    #expect(try Seal.verify(path: scratch.write(bytes, "a.h5")) == .intact)
    // More than one piece of the reader.
    let large = scratch.file("b.h5")
    let image = try HDF5Image()
    try image.addDimension("n", length: 400_000)
    try image.addDataset("x", dimensions: ["n"], values: [Double](repeating: 1.5, count: 400_000))
    try image.publish(to: large)
    #expect(try Seal.verify(path: large) == .intact)
    #expect(try Seal.verify(FileSystem.readWhole(large)) == .intact)
  }

  @Test("An unsealed file is absent") func anUnsealedFileIsAbsent() throws {
    let scratch = Scratch()
    let bytes = try ImageTests.sample(20).bytes()
    #expect(Seal.verify(bytes) == .absent)
    #expect(try Seal.verify(path: scratch.write(bytes, "a.h5")) == .absent)
    for other in [[], Array("text\n".utf8), [UInt8](repeating: 7, count: 500)] {
      #expect(Seal.verify(other) == .absent)
      #expect(try Seal.verify(path: scratch.write(other, "b")) == .absent)
    }
  }

  @Test("Every flipped bit is seen", arguments: SealScheme.allCases) func everyFlippedBitIsSeen(_ scheme: SealScheme)
    throws
  {
    let bytes = try Self.sealedSample(scheme)
    var generator = SplitMix(seed: 1)
    var missed: [Int] = []
    for offset in bytes.indices {
      var damaged = bytes
      damaged[offset] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      if Seal.verify(damaged) != .broken { missed.append(offset) }
    }
    #expect(missed == [])
    // The footer is found by other means when it is damaged itself: every one of its bits.
    for offset in (bytes.count - Seal.byteCount)..<bytes.count {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << bit
        if Seal.verify(damaged) != .broken { missed.append(offset) }
      }
    }
    #expect(missed == [])
  }

  @Test("Damage on disk is seen and refused") func damageOnDiskIsSeenAndRefused() throws {
    let scratch = Scratch()
    let bytes = try Self.sealedSample()
    for offset in stride(from: 0, to: bytes.count, by: 211) {
      var damaged = bytes
      damaged[offset] ^= 0x10
      let path = scratch.write(damaged, "a.h5")
      #expect(try Seal.verify(path: path) == .broken)
      let error = #expect(throws: StorageError.self) { try HDF5File.openSealed(path) }
      #expect(error?.kind == .data)
    }
    #expect(try HDF5File.openSealed(scratch.write(bytes, "a.h5")).dataset("net/steps").read(Int64.self) == [-7])
  }

  @Test("No shorter or longer file is intact", arguments: SealScheme.allCases) func noShorterOrLongerFileIsIntact(
    _ scheme: SealScheme
  ) throws {
    let bytes = try Self.sealedSample(scheme)
    for length in stride(from: 0, to: bytes.count, by: 37) { #expect(Seal.verify(Array(bytes[..<length])) != .intact) }
    for cut in 1..<Seal.byteCount { #expect(Seal.verify(Array(bytes.dropLast(cut))) == .broken) }
    // Cut exactly at the footer, the file is one that was never sealed.
    #expect(Seal.verify(Array(bytes.dropLast(Seal.byteCount))) == .absent)
    #expect(Seal.verify(bytes + [0]) == .broken)
    #expect(Seal.verify(bytes + bytes.suffix(Seal.byteCount)) == .broken)
  }
}

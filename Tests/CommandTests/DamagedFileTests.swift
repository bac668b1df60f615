import Storage
import TestSupport
import Testing

/// Runs the program on damaged files: HDF5 may take a process with it, so each file has a process of its own.
@Suite struct DamagedFileTests {
  private func inspect(_ path: String) throws -> Outcome {
    try ProgramRun([ProgramRun.built("pathline"), "inspect", path]).finish(limit: 60)
  }

  private func sample() throws -> [UInt8] {
    let image = try HDF5Image()
    try image.setAttribute("pathline_kind", "history")
    try image.addGroup("g")
    try image.addDimension("n", length: 150)
    try image.addDataset("g/x", dimensions: ["n"], values: (0..<150).map { Double($0) })
    try image.addText("note", "text")
    var bytes = try image.bytes()
    Seal.append(to: &bytes)
    return bytes
  }

  @Test("Whatever byte is damaged, inspect says so and ends with 3")
  func everyRegion() throws {
    let scratch = Scratch()
    let bytes = try sample()
    let intact = try inspect(scratch.write(bytes, "a.h5"))
    #expect(intact.code == 0 && intact.output.contains("seal intact"), "\(intact.output)")
    for offset in stride(from: 0, to: bytes.count, by: 61) {
      var damaged = bytes
      damaged[offset] ^= 0xff
      let outcome = try inspect(scratch.write(damaged, "a.h5"))
      #expect(outcome.code == 3 && outcome.endedByItself, "byte \(offset): \(outcome.output)")
      // Without its signature a file is no HDF5 at all, and is refused.
      if offset >= 8 {
        let isTold = ["the seal does not match", "does not survive reading it"].contains { outcome.output.contains($0) }
        #expect(isTold && outcome.output.contains("a.h5: "), "byte \(offset): \(outcome.output)")
      }
    }
  }

  @Test("Text storage whose objects have no size, which HDF5 1.10 reads for ever, ends with 3 too")
  func globalHeap() throws {
    var bytes = try sample()
    // A collection: signature, version, 3 bytes, size; its objects: index, references, 4 bytes, size, content
    // (HDF5 File Format Specification, section III.E).
    let heap = try #require(bytes.firstRange(of: Array("GCOL".utf8))?.lowerBound)
    for offset in heap + 24..<heap + 32 { bytes[offset] = 0 }
    let scratch = Scratch()
    let outcome = try inspect(scratch.write(bytes, "a.h5"))
    #expect(outcome.code == 3 && outcome.endedByItself, "\(outcome.output)")
    #expect(outcome.output.contains("a.h5: the file is damaged: HDF5 "))
  }
}

import Testing
import Training

/// Damaged texts are read or refused, never anything else.
@Suite struct JSON5FuzzTests {
  private static let seeds = [
    "{ data: { file: \"a.h5\", scale: [1, 2.5, .5e-3] }, training: { steps: 10, clip: null, }, /* c */ seed: 0xFF }",
    "{'k\\u0041': [Infinity, -NaN, +1, 5., '\\x41\\\n', \"\u{1F600}\"], // end\n t: true, f: false}",
    "[[[[{a:{b:{c:[]}}}]]]]",
  ]

  @Test func mutationsNeverCrash() throws {
    var generator = SplitMix(seed: 3)
    let spice = Array("{}[]:,'\"\\/*+-.0123456789eExXu \n\r\tInNatf$_".utf8) + [0x00, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]
    var accepted = 0
    for round in 0..<60_000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = spice.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = byte
        case 1: bytes.insert(byte, at: index)
        case 2: bytes.remove(at: index)
        default: bytes.removeSubrange(index..<min(bytes.count, index + 8))
        }
      }
      do {
        let value = try JSON5Parser.parse(bytes, source: "text")
        accepted += 1
        #expect(try JSON5Parser.parse(value.write().utf8, source: "text") == value)
      } catch {
        #expect(error.position.line >= 1 && error.position.column >= 1)
        #expect(!error.message.isEmpty)
      }
      do { _ = try Job.read(bytes, source: "text") } catch { #expect(!error.problems.isEmpty) }
    }
    #expect(accepted > 1000, "mutations that leave a text valid are tried too")
  }
}

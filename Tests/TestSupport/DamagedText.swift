/// Texts of JSON5 with a few bytes changed, added or left out.
package enum DamagedText {
  /// Texts that are right: a job, every spelling that JSON5 has, and deep nesting.
  package static let seeds = [
    "{ data: { file: \"a.h5\", scale: [1, 2.5, .5e-3] }, training: { steps: 10, clip: null, }, /* c */ seed: 0xFF }",
    "{'k\\u0041': [Infinity, -NaN, +1, 5., '\\x41\\\n', \"\u{1F600}\"], // end\n t: true, f: false}",
    "[[[[{a:{b:{c:[]}}}]]]]",
  ]

  /// The damaged text of a number, the same one every time.
  package static func text(_ number: Int) -> [UInt8] {
    var bytes = Array(seeds[number % seeds.count].utf8)
    var generator = SplitMix(seed: UInt64(number))
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
    return bytes
  }

  private static let spice =
    Array("{}[]:,'\"\\/*+-.0123456789eExXu \n\r\tInNatf$_".utf8) + [0x00, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]
}

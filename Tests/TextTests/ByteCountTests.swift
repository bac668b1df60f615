import TestSupport
import Testing
import Text

@Suite struct ByteCountTests {
  @Test(arguments: [
    ("64 MiB", 67_108_864), ("64MiB", 67_108_864), ("1 GiB", 1_073_741_824), ("1.5 KiB", 1536), ("4096", 4096),
    ("4096 B", 4096), ("2 TiB", 2_199_023_255_552), ("0", 0), ("0.5 GiB", 536_870_912), ("010 B", 10),
  ])
  func reads(text: String, bytes: Int) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "MiB", "64 MB", "64 mib", "-1 MiB", "1e3", "0.3 B", "1.2.3 B", "64 MiB extra", "8192 TiB", "inf", "nan", "0x10",
    "\u{661} B", "1 000",
  ])
  func refuses(text: String) {
    #expect(ByteCount(text) == nil)
  }

  @Test func writtenCountsReadBack() {
    var generator = SplitMix(seed: 4)
    for _ in 0..<2000 {
      let count = ByteCount(
        bytes: Int.random(in: 0..<1 << 53, using: &generator) >> Int.random(in: 0..<53, using: &generator))
      let shifted = ByteCount(bytes: count.bytes & ~0xFFF)
      #expect(ByteCount(count.description) == count)
      #expect(ByteCount(shifted.description) == shifted)
    }
    #expect(ByteCount(bytes: 3 << 20).description == "3 MiB")
    #expect(ByteCount(bytes: 0).description == "0 B")
    #expect(ByteCount(bytes: 1025).description == "1025 B")
  }

  @Test func roundedCountsHaveThreeDigits() {
    #expect(ByteCount(bytes: 1_530_000).rounded == "1.46 MiB")
    #expect(ByteCount(bytes: 100 << 20).rounded == "100 MiB")
    #expect(ByteCount(bytes: 1000).rounded == "1000 B")
  }
}

import Kernels
import Testing

@Suite struct PhiloxTests {
  /// The vectors for `philox4x32 10` in `kat_vectors` of Random123.
  @Test("Gives the known answers") func givesTheKnownAnswers() {
    let all = UInt32.max
    #expect(Philox(seed: 0).block(0, 0, 0, 0) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(Philox(seed: .max).block(all, all, all, all) == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox(seed: 0x299f_31d0_a409_3822).block(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  /// Blocks and draws of the implementation in `Fixtures/philox.py`; normal numbers to 4 units in the last place of 1.
  @Test("Matches another implementation") func matchesAnotherImplementation() throws {
    for fields in try fixture("philox.txt") {
      if fields[0] == "block" {
        let words = try fields[1...].map { try #require(UInt32($0, radix: 16)) }
        let generator = Philox(seed: UInt64(words[5]) << 32 | UInt64(words[4]))
        #expect(
          generator.block(words[0], words[1], words[2], words[3]) == SIMD4(words[6], words[7], words[8], words[9]))
      } else {
        let generator = Philox(seed: try #require(UInt64(fields[1])))
        let stream = try #require(UInt32(fields[2]).flatMap(RandomStream.init))
        let (a, index) = (try #require(UInt32(fields[3])), try #require(UInt64(fields[4])))
        #expect(generator.uniform(stream, a, index) == Double(fields[5]))
        #expect(abs(generator.normal(stream, a, index) - (try #require(Double(fields[6])))) < 8 * Double.ulpOfOne)
        #expect(generator.integer(below: 1000, stream, a, index) == UInt64(fields[7]))
      }
    }
  }

  /// Chi-square over 100 bins; the limits are the 1 - 1e-6 quantiles, so each test raises a false alarm once in a
  /// million seeds.
  @Test("Uniform numbers fill their bins", arguments: [1, 77] as [UInt64]) func uniformNumbersFillTheirBins(
    _ seed: UInt64
  ) {
    let generator = Philox(seed: seed)
    var bins = [Int](repeating: 0, count: 100)
    var integers = [Int](repeating: 0, count: 7)
    let draws = 200_000
    for i in 0..<draws {
      let u = generator.uniform(.data, 3, UInt64(i))
      #expect(u >= 0 && u < 1)
      bins[Int(u * 100)] += 1
      integers[Int(generator.integer(below: 7, .shuffle, 3, UInt64(i)))] += 1
    }
    #expect(chiSquare(bins, draws) < 180.8)
    #expect(chiSquare(integers, draws) < 38.3)
  }

  private func chiSquare(_ bins: [Int], _ draws: Int) -> Double {
    let expected = Double(draws) / Double(bins.count)
    return bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  /// The first four moments within five standard errors (a false alarm in 1.7 million each), and no correlation of
  /// neighbours.
  @Test("Normal numbers have their moments", arguments: [2, 99] as [UInt64]) func normalNumbersHaveTheirMoments(
    _ seed: UInt64
  ) {
    let generator = Philox(seed: seed)
    let n = 200_000
    let z = (0..<n).map { generator.normal(.noise, 0, UInt64($0)) }
    func mean(_ f: (Double) -> Double) -> Double { z.reduce(0) { $0 + f($1) } / Double(n) }
    let error = 5 / Double(n).squareRoot()
    // Variances of z, z^2, z^3 and z^4 are 1, 2, 15 and 96.
    #expect(abs(mean { $0 }) < error)
    #expect(abs(mean { $0 * $0 } - 1) < error * 2.0.squareRoot())
    #expect(abs(mean { $0 * $0 * $0 }) < error * 15.0.squareRoot())
    #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < error * 96.0.squareRoot())
    let product = zip(z, z.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(n - 1)
    #expect(abs(product) < error)
  }

  /// Any change of seed, stream, first or second counter gives another number.
  @Test("Draws do not repeat") func drawsDoNotRepeat() {
    var seen: Set<Double> = []
    for seed in [0, 1, 1 << 32] as [UInt64] {
      for stream in [RandomStream.initialization, .shuffle, .window, .split, .data, .noise] {
        for a in [0, 1] as [UInt32] {
          for index in [0, 1, 1 << 32] as [UInt64] { seen.insert(Philox(seed: seed).uniform(stream, a, index)) }
        }
      }
    }
    #expect(seen.count == 3 * 6 * 2 * 3)
  }

  /// Long draws have blocks of their own, which no short draw shares, and their bits are balanced.
  @Test("Long draws repeat nothing") func longDrawsRepeatNothing() {
    let generator = Philox(seed: 12)
    var seen: Set<SIMD4<UInt32>> = []
    var ones = 0
    for index in 0..<200 as Range<UInt64> {
      seen.insert(generator.block(UInt32(index), 0, 3, RandomStream.probe.rawValue))
      for number in 0..<5 as Range<UInt32> {
        let bits = generator.bits(.probe, 3, index, block: number)
        seen.insert(bits)
        ones += (0..<4).reduce(0) { $0 + bits[$1].nonzeroBitCount }
      }
    }
    #expect(seen.count == 200 * 6)
    // 128,000 bits: five standard deviations of the number of ones.
    #expect(abs(Double(ones) - 64_000) < 5 * (128_000.0 / 4).squareRoot())
  }
}

/// The counter-based random number generator Philox4x32-10.
///
/// A number is a pure function of the seed and of a counter, so it does not matter who draws it, when, or in which
/// order. The counter of the drawing functions is (low and high half of `index`, `a`, `stream`).
///
/// Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3. No step
/// uses a library function whose bits depend on the machine.
public struct Philox: Sendable {
  private let key: (UInt32, UInt32)

  /// Makes the generator of a seed; its low and high halves are the key.
  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32))
  }

  /// The four words that belong to a counter of four words.
  public func block(_ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32) -> SIMD4<UInt32> {
    var counter = (c0, c1, c2, c3)
    var key = key
    for _ in 0..<10 {
      let left = (0xD251_1F53 as UInt32).multipliedFullWidth(by: counter.0)
      let right = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: counter.2)
      counter = (
        right.high ^ counter.1 ^ key.0, right.low,
        left.high ^ counter.3 ^ key.1, left.low
      )
      key.0 &+= 0x9E37_79B9
      key.1 &+= 0xBB67_AE85
    }
    return SIMD4(counter.0, counter.1, counter.2, counter.3)
  }

  /// A number uniform on the multiples of 2^-53 in `[0, 1)`.
  public func uniform(_ stream: RandomStream, _ a: UInt32, _ index: UInt64) -> Double {
    let words = words(stream, a, index)
    return Self.fraction(words.0)
  }

  /// A standard normal number, by the transform of Box and Muller (1958); at most 8.6 in magnitude.
  public func normal(_ stream: RandomStream, _ a: UInt32, _ index: UInt64) -> Double {
    let words = words(stream, a, index)
    // 1 - u lies in (0, 1], so the logarithm is finite.
    let logarithm = Logarithm<Double>.evaluate(1 - Self.fraction(words.0))
    let cosine = Sine<Double>.evaluate(.init(repeating: 2 * Double.pi * Self.fraction(words.1))).derivative[0]
    return (-2 * logarithm).squareRoot() * cosine
  }

  /// A whole number from 0 up to but not including `n`; each one's probability is within `2^-64` of `1 / n`.
  public func integer(below n: UInt64, _ stream: RandomStream, _ a: UInt32, _ index: UInt64) -> UInt64 {
    words(stream, a, index).0.multipliedFullWidth(by: n).high
  }

  /// 128 random bits, the `block`-th of a draw that needs many (below 2^24).
  ///
  /// The counter's last word is the stream with `block + 1` above its low 8 bits, so that no other draw shares it.
  public func bits(_ stream: RandomStream, _ a: UInt32, _ index: UInt64, block number: UInt32) -> SIMD4<UInt32> {
    block(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32), a,
      stream.rawValue | (number &+ 1) &<< 8)
  }

  /// The block of a draw as two words of 64 bits.
  private func words(_ stream: RandomStream, _ a: UInt32, _ index: UInt64) -> (UInt64, UInt64) {
    let words = block(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32), a, stream.rawValue)
    return (
      UInt64(words[1]) &<< 32 | UInt64(words[0]),
      UInt64(words[3]) &<< 32 | UInt64(words[2])
    )
  }

  /// The high 53 bits of a word as a number in `[0, 1)`.
  private static func fraction(_ word: UInt64) -> Double { Double(word &>> 11) * 0x1p-53 }
}

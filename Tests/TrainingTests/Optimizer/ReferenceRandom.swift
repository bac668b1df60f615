/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers in Swift and in the Python script beside the fixtures.
struct ReferenceRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number in [-1, 1) with 53 random bits.
  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-52 - 1
  }
}

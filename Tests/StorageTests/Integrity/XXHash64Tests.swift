import Storage
import Testing

/// The values that xxHash's own sanity check (`tests/sanity_test.c`) demands of XXH64.
@Suite struct XXHash64Tests {
  private static let prime32: UInt64 = 2_654_435_761

  /// Length, seed and hash.
  static let values: [(length: Int, seed: UInt64, hash: UInt64)] = [
    (0, 0, 0xef46_db37_51d8_e999), (0, prime32, 0xac75_fda2_929b_17ef), (1, 0, 0xe934_a84a_db05_2768),
    (1, prime32, 0x5014_6076_43a9_b4c3), (4, 0, 0x9136_a0dc_a574_57ee), (14, 0, 0x8282_dcc4_994e_35c8),
    (14, prime32, 0xc3bd_6bf6_3deb_6df0), (222, 0, 0xb641_ae8c_b691_c174), (222, prime32, 0x20cb_8ab7_ae10_c14a),
  ]

  @Test("The published values", arguments: values.indices)
  func published(index: Int) {
    let (length, seed, hash) = Self.values[index]
    var generator = Self.prime32
    let bytes = (0..<length).map { _ in
      defer { generator &*= 11_400_714_785_074_694_797 }
      return UInt8(truncatingIfNeeded: generator >> 56)
    }
    #expect(bytes.withUnsafeBytes { XXHash64.hash($0, seed: seed) } == hash)
  }

  @Test("A flipped bit anywhere, a length and a seed change the hash")
  func sensitive() {
    var bytes = (0..<100).map { UInt8($0) }
    func hash(_ seed: UInt64 = 1) -> UInt64 { bytes.withUnsafeBytes { XXHash64.hash($0, seed: seed) } }
    var seen: Set<UInt64> = [hash(), hash(2)]
    for bit in 0..<800 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      seen.insert(hash())
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    for _ in 0..<100 {
      bytes.removeLast()
      seen.insert(hash())
    }
    #expect(seen.count == 902)
  }
}

/// The hash function XXH64 of 64 bits (Yann Collet, "xxHash fast digest algorithm", version 0.1.1, section XXH64).
///
/// It tells contents apart at the speed of memory, but keeps nobody out who looks for two contents with one hash.
public enum XXHash64 {
  private static let primes: [5 of UInt64] = [
    0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63, 0x27d4_eb2f_1656_67c5,
  ]

  /// The hash of bytes under a seed.
  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let (p1, p2, p3, p4, p5) = (primes[0], primes[1], primes[2], primes[3], primes[4])
    var offset = 0
    var hash = seed &+ p5
    if bytes.count >= 32 {
      // Steps 1 and 2: stripes of 32 bytes into four lanes.
      var (a, b, c, d) = (seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1)
      while offset + 32 <= bytes.count {
        a = round(a, word(bytes, offset), p1, p2)
        b = round(b, word(bytes, offset + 8), p1, p2)
        c = round(c, word(bytes, offset + 16), p1, p2)
        d = round(d, word(bytes, offset + 24), p1, p2)
        offset += 32
      }
      // Step 3: the lanes converge.
      hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
      hash = (hash ^ round(0, a, p1, p2)) &* p1 &+ p4
      hash = (hash ^ round(0, b, p1, p2)) &* p1 &+ p4
      hash = (hash ^ round(0, c, p1, p2)) &* p1 &+ p4
      hash = (hash ^ round(0, d, p1, p2)) &* p1 &+ p4
    }
    // Step 4: the length.
    hash &+= UInt64(bytes.count)
    // Step 5: what is left, by 8, 4 and 1 bytes.
    while offset + 8 <= bytes.count {
      hash = rotate(hash ^ round(0, word(bytes, offset), p1, p2), 27) &* p1 &+ p4
      offset += 8
    }
    if offset + 4 <= bytes.count {
      let half = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      hash = rotate(hash ^ (UInt64(half) &* p1), 23) &* p2 &+ p3
      offset += 4
    }
    while offset < bytes.count {
      hash = rotate(hash ^ (UInt64(bytes[offset]) &* p5), 11) &* p1
      offset += 1
    }
    // Step 6: the avalanche.
    hash = (hash ^ (hash &>> 33)) &* p2
    hash = (hash ^ (hash &>> 29)) &* p3
    return hash ^ (hash &>> 32)
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64, _ p1: UInt64, _ p2: UInt64) -> UInt64 {
    rotate(lane &+ word &* p2, 31) &* p1
  }

  @inline(__always)
  private static func rotate(_ x: UInt64, _ count: UInt64) -> UInt64 { (x &<< count) | (x &>> (64 &- count)) }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

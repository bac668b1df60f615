import Storage
import Testing

/// Vectors of NIST's "Secure Hash Standard: examples with intermediate values" for SHA-256.
@Suite struct SHA256Tests {
  static let vectors: [(message: String, hash: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  @Test("Digests are the published ones", arguments: vectors.indices) func publishedVector(_ index: Int) {
    let (message, hash) = Self.vectors[index]
    #expect(Array(message.utf8).withUnsafeBytes { SHA256.hex(of: $0) } == hash)
  }

  @Test("Pieces hash like the whole") func piecesHashLikeTheWhole() {
    let message = Array(String(repeating: "a", count: 1_000_000).utf8)
    for size in [1, 63, 64, 65, 1000, 4096] {
      var hash = SHA256()
      message.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: size) {
          hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + size, bytes.count)]))
        }
      }
      #expect(hash.finish().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == Self.vectors[4].hash)
    }
  }
}

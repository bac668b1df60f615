import Kernels
import Testing

@Suite struct ArenaTests {
  @Test("Hands out zeroed aligned parts") func handsOutZeroedAlignedParts() {
    let bytes = Arena.bytes(Float.self, 3) + Arena.bytes(Double.self, 17) + Arena.bytes(UInt8.self, 1)
    let gap = Arena.redZoneBytes
    #expect(bytes == 64 + 192 + 64 + 3 * gap)
    let arena = Arena(capacity: bytes)
    let a = arena.take(Float.self, 3)
    let b = arena.take(Double.self, 17)
    let c = arena.take(UInt8.self, 1)
    for address in [Int(bitPattern: a), Int(bitPattern: b), Int(bitPattern: c)] { #expect(address % 64 == 0) }
    #expect(Int(bitPattern: b) - Int(bitPattern: a) == 64 + gap && Int(bitPattern: c) - Int(bitPattern: b) == 192 + gap)
    #expect((0..<3).allSatisfy { a[$0] == 0 } && (0..<17).allSatisfy { b[$0] == 0 } && c[0] == 0)
  }

  @Test("A counting arena says what would be handed out and touches nothing") func countsWithoutTouchingAnything() {
    let parts = { (arena: Arena) in
      (arena.vector(repeating: Float(3), 5), arena.columns(Double.self, rows: 3, columns: 8), arena.isCounting)
    }
    var isCounting = false
    let bytes = Arena.bytes { isCounting = parts($0).2 }
    #expect(bytes == 64 + 192 && isCounting)
    let arena = Arena(capacity: bytes)
    let (threes, zeros, stillCounting) = parts(arena)
    #expect(arena.used == bytes && !stillCounting)
    #expect((0..<5).allSatisfy { threes[$0] == 3 } && (0..<24).allSatisfy { zeros.values[$0] == 0 })
  }

  @Test("Asking for too much traps") func askingForTooMuchTraps() async {
    await #expect(processExitsWith: .failure) {
      let arena = Arena(capacity: 64)
      _ = arena.take(Double.self, 9)
    }
  }

  @Test("The address sanitizer sees who runs off an array", .enabled(if: Arena.redZoneBytes > 0))
  func theAddressSanitizerSeesWhoRunsOffAnArray() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let arena = Arena(capacity: 1024)
      let first = arena.vector(Float.self, 3)
      _ = arena.vector(Float.self, 3)
      first.base[2] = 1
      first.base[3] = 1
    }
    let report = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(report.contains("use-after-poison") && report.contains("WRITE of size 4"), "\(report)")
  }
}

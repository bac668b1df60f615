import Jobs
import Testing

@testable import Benchmarks

@Suite struct PeerAgreementTests {
  private func agreement(_ losses: [Double], _ peer: [Double], allowed: Double?) -> PeerAgreement {
    PeerAgreement(
      losses, PeerResult(library: "peer", method: "rk4", gradient: "direct", precision: .float64, losses: peer),
      allowed: allowed)
  }

  @Test func theWorstStepDecides() {
    let near = agreement([1, 2, 4], [1, 2.002, 4, 9], allowed: 1e-3)
    #expect(near.steps == 3)
    #expect(abs(near.worst - 0.002 / 2.002) < 1e-12)
    #expect(near.holds)
    #expect(!agreement([1, 2, 4], [1, 2.002, 4], allowed: 9e-4).holds)
    #expect(agreement([1, 2], [3, 4], allowed: nil).holds)
  }

  @Test func aNumberThatIsNoneNeverAgrees() {
    #expect(!agreement([1, .nan], [1, 1], allowed: 1).holds)
    #expect(!agreement([1, 1], [.nan, 1], allowed: 1).holds)
    #expect(!agreement([1, 1], [0, 1], allowed: 1).holds)
    #expect(agreement([0, 1], [0, 1], allowed: 1).holds == false, "0/0 says nothing, so it is not agreement")
  }
}

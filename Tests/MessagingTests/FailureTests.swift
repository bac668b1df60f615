import Host
import Testing

@testable import Messaging

@Suite struct FailureTests {
  @Test("A failure arrives as it was sent")
  func failures() {
    let failure = Failure(order: 12, PathlineError(.numerical, "two\nlines"))
    #expect(Failure(encoded: failure.encoded) == failure)
    #expect(Failure(encoded: []) == nil)
    #expect(failure.report == failure.error && failure.ofAll == failure)
  }
}

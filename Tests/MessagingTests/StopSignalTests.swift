import Foundation
import TestSupport
import Testing

@Suite("Stop signals", .serialized, .timeLimit(.minutes(1)))
struct StopSignalTests {
  @Test("SIGUSR1 and SIGUSR2 to mpirun reach every rank and end none", arguments: [SIGUSR1, SIGUSR2], [1, 3])
  func forwarded(signal: Int32, ranks: Int) throws {
    let run = try rankRun(["signal"], ranks: ranks)
    try #require(run.waitUntilReady(ranks: ranks).count == ranks)
    #expect(kill(run.identifier, signal) == 0)
    let outcome = run.finish()
    #expect(outcome.code == 0, "\(outcome.output)")
    let name = signal == SIGUSR1 ? "SIGUSR1" : "SIGUSR2"
    let expected = (0..<ranks).map { "rank \($0) got \(name) total \(Int(signal) * ranks)" }
    #expect(Set(outcome.lines(startingWith: "rank ")) == Set(expected))
  }

  @Test(
    "a rank without a launcher sees each signal",
    arguments: zip(
      [SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP], ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"]))
  func alone(signal: Int32, name: String) throws {
    try expectSeen(signal, name, signalsBlocked: false)
  }

  @Test("a rank whose parent blocked all signals sees them too")
  func blockedByParent() throws {
    try expectSeen(SIGUSR1, "SIGUSR1", signalsBlocked: true)
  }

  private func expectSeen(_ signal: Int32, _ name: String, signalsBlocked: Bool) throws {
    let run = try rankRun(["signal"], ranks: nil, signalsBlocked: signalsBlocked)
    try #require(run.waitUntilReady(ranks: 1).count == 1)
    #expect(kill(run.identifier, signal) == 0)
    let outcome = run.finish()
    #expect(outcome.code == 0)
    #expect(outcome.lines(startingWith: "rank ") == ["rank 0 got \(name) total \(signal)"])
  }

  @Test("SIGTERM to mpirun reaches the ranks, which have about a second left")
  func terminated() throws {
    let run = try rankRun(["signal"], ranks: 2)
    try #require(run.waitUntilReady(ranks: 2).count == 2)
    #expect(kill(run.identifier, SIGTERM) == 0)
    let outcome = run.finish(limit: 8)
    #expect(outcome.endedByItself)
    #expect(
      Set(outcome.lines(startingWith: "rank ")) == Set((0..<2).map { "rank \($0) got SIGTERM total \(2 * SIGTERM)" }))
  }

  @Test("a second Ctrl-C ends a rank at once, a second SIGTERM does not", arguments: [SIGINT, SIGTERM])
  func second(signal: Int32) throws {
    let run = try rankRun(["signal"], ranks: nil)
    try #require(run.waitUntilReady(ranks: 1).count == 1)
    #expect(kill(run.identifier, signal) == 0)
    let end = Date() + 10
    while !run.output.contains("total"), Date() < end { usleep(5_000) }
    #expect(kill(run.identifier, signal) == 0)
    let outcome = run.finish()
    #expect(outcome.code == (signal == SIGINT ? 128 + SIGINT : 0))
    #expect(outcome.output.contains("a second SIGTERM") == (signal == SIGTERM))
  }
}

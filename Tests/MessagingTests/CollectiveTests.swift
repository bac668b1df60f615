import Messaging
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct CollectiveTests {
  @Test("sum, maximum, broadcast, gather and barrier equal their closed forms", arguments: 1...5, [7, 1 << 30])
  func closedForms(ranks: Int, limit: Int) throws {
    let outcome = try rankRun(["collectives", "\(limit)"], ranks: ranks).finish(limit: 40)
    #expect(outcome.code == 0, "\(outcome.output)")
    #expect(Set(outcome.lines) == Set((0..<ranks).map { "rank \($0) of \(ranks) ok" }))
  }

  @Test("a run without a launcher has one rank, no MPI, and the same collectives")
  func alone() throws {
    let identity = try rankRun(["identity"], ranks: nil).finish()
    #expect(identity.output.hasPrefix("rank 0 of 1 MPI false host "))
    #expect(identity.code == 0)
    let collectives = try rankRun(["collectives", "7"], ranks: nil).finish()
    #expect(collectives.output == "rank 0 of 1 ok\n")
    #expect(collectives.code == 0)
  }

  @Test("mpirun of one rank uses MPI")
  func oneRankUnderLauncher() throws {
    let outcome = try rankRun(["identity"], ranks: 1).finish()
    #expect(outcome.output.hasPrefix("rank 0 of 1 MPI true host "))
  }

  @Test("an MPI error names the C function and carries MPI's code and text", arguments: [1, 2])
  func failingCall(ranks: Int) throws {
    let outcome = try rankRun(["error"], ranks: ranks).finish()
    #expect(outcome.code == 0, "\(outcome.output)")
    let errors = outcome.lines(startingWith: "error ")
    #expect(errors.count == ranks)
    for error in errors {
      #expect(error.hasPrefix("error MPI_Bcast: MPI_ERR_ROOT"))
      #expect(error.contains("(code "))
    }
  }

  @Test("a root that does not exist is an error without MPI too")
  func failingCallAlone() throws {
    let outcome = try rankRun(["error"], ranks: nil).finish()
    #expect(outcome.output == "error MPI_Bcast: there is no rank 1 in a run of one rank\n")
  }
}

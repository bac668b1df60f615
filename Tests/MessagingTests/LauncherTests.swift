import Messaging
import TestSupport
import Testing

@Suite("How ranks were started", .serialized, .timeLimit(.minutes(1)))
struct LauncherTests {
  @Test("the innermost launcher decides, and a batch script is no rank")
  func environments() throws {
    func launcher(_ variables: [String: String]) -> Launcher? { Launcher { variables[$0] } }
    #expect(launcher([:]) == nil)
    let batchScript = ["SLURM_JOB_ID": "7", "SLURM_NTASKS": "4", "SLURM_PROCID": "0"]
    #expect(launcher(batchScript) == nil)
    #expect(launcher(batchScript.merging(["SLURM_STEP_NUM_TASKS": "1"]) { $1 }) == nil)

    let mpirunInJob = try #require(
      launcher(batchScript.merging(["OMPI_COMM_WORLD_SIZE": "2", "PMIX_RANK": "1"]) { $1 }))
    #expect(mpirunInJob.size == 2)
    #expect(mpirunInJob.offersMPI)

    let stepWithPMIx = try #require(launcher(["SLURM_STEP_NUM_TASKS": "3", "SLURM_PROCID": "0", "PMIX_RANK": "0"]))
    #expect(stepWithPMIx.size == 3)
    #expect(stepWithPMIx.offersMPI)

    let stepWithoutPMI = try #require(launcher(["SLURM_STEP_NUM_TASKS": "3", "SLURM_PROCID": "2"]))
    #expect(stepWithoutPMI.size == 3)
    #expect(!stepWithoutPMI.offersMPI)

    let hydra = try #require(launcher(["PMI_RANK": "0", "PMI_SIZE": "6"]))
    #expect(hydra.size == 6)
    let pmix = try #require(launcher(["PMIX_RANK": "0"]))
    #expect(pmix.size == nil)
  }

  @Test(
    "N copies that cannot reach each other refuse to run",
    arguments: [
      ["OMPI_COMM_WORLD_SIZE": "3", "OMPI_COMM_WORLD_RANK": "1"],
      ["PMI_SIZE": "3", "PMI_RANK": "1"],
    ])
  func independentCopies(environment: [String: String]) throws {
    let copies = try (0..<3).map { _ in try rankRun(["identity"], ranks: nil, environment: environment) }
    for copy in copies {
      let outcome = copy.finish()
      #expect(outcome.code == 7)
      #expect(outcome.output.contains("says it started 3 ranks, but MPI sees 1"), "\(outcome.output)")
      #expect(outcome.output.contains("srun --mpi=pmix"))
    }
  }

  @Test("a Slurm step without PMI is refused before MPI ends the process in its own way")
  func stepWithoutPMI() throws {
    let environment = ["SLURM_STEP_NUM_TASKS": "4", "SLURM_PROCID": "2", "SLURM_NTASKS": "4"]
    let outcome = try rankRun(["identity"], ranks: nil, environment: environment).finish()
    #expect(outcome.code == 7)
    #expect(outcome.output.contains("srun started 4 processes without telling MPI"), "\(outcome.output)")
  }
}

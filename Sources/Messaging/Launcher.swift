/// What the environment says about how this process was started.
///
/// Every launcher tells its ranks who they are in environment variables. Asking them first saves a program that runs
/// alone the 0.3 s of `MPI_Init`, and lets one that should not run alone notice that it does.
package struct Launcher: Sendable, Equatable {
  /// The program that started this process, as a user would name it.
  package let name: String
  /// The number of ranks it says it started; `nil` when it does not say.
  package let size: Int?
  /// Which of them this process is; `nil` when it does not say.
  package let rank: Int?
  /// False when the launcher left out what an MPI library needs to find the other ranks.
  package let offersMPI: Bool

  /// Reads the environment: `nil` when no launcher started this process.
  ///
  /// The innermost launcher wins: `mpirun` inside a Slurm job passes Slurm's variables on to its ranks. A Slurm batch
  /// script is itself no rank, though Slurm gives it `SLURM_PROCID` and `SLURM_NTASKS`; only `srun` sets
  /// `SLURM_STEP_NUM_TASKS`.
  package init?(_ variable: (String) -> String?) {
    func number(_ name: String) -> Int? { variable(name).flatMap { Int($0) } }
    let stepSize = number("SLURM_STEP_NUM_TASKS")
    if let size = variable("OMPI_COMM_WORLD_SIZE") {
      self.init(
        name: "Open MPI's mpirun", size: Int(size), rank: number("OMPI_COMM_WORLD_RANK"), offersMPI: true)
    } else if variable("PMI_RANK") != nil || variable("PMI_SIZE") != nil {
      self.init(name: "a PMI launcher", size: number("PMI_SIZE"), rank: number("PMI_RANK"), offersMPI: true)
    } else if variable("PMIX_RANK") != nil {
      self.init(name: "a PMIx launcher", size: stepSize, rank: number("PMIX_RANK"), offersMPI: true)
    } else if let stepSize, stepSize > 1, variable("SLURM_PROCID") != nil {
      self.init(name: "srun", size: stepSize, rank: number("SLURM_PROCID"), offersMPI: false)
    } else {
      return nil
    }
  }

  private init(name: String, size: Int?, rank: Int?, offersMPI: Bool) {
    self.name = name
    self.size = size
    self.rank = rank
    self.offersMPI = offersMPI
  }
}

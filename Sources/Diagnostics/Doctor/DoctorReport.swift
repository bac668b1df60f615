import Host
import Kernels
import Messaging
import Storage

/// What the doctor found out about the ranks of a run and their hosts.
public struct DoctorReport: Sendable {
  /// What MPI says.
  public let mpi: MPIReport
  /// What was found, in the order of the examination.
  public let findings: [Finding]
  /// The CPU of each rank, in order; empty where the ranks cannot talk to each other.
  let processors: [String]
  /// Variables of the environment that steer HDF5, as rank 0 sees them.
  let variables: [(name: String, value: String)]
  /// Programs that start ranks, as far as `PATH` names them.
  let launchers: [String]

  /// Judges what the ranks found out.
  init(
    mpi: MPIReport, ranks: [RankFacts], failure: MessagingError?, variables: [(name: String, value: String)],
    launchers: [String]
  ) {
    self.mpi = mpi
    self.variables = variables
    self.launchers = launchers
    processors = ranks.map(\.cpu)
    findings =
      Self.judgeStart(mpi, failure, launchers: launchers) + Self.judgePlaces(mpi.ranks)
      + Self.judgeLibraries(ranks, compiled: HDF5Version.compiled)
      + Self.judgeProcessors(ranks, vectorBits: CPUTarget.vectorBits, fused: CPUTarget.hasFusedMultiplyAdd)
      + Self.judgeDirectories(ranks)
  }

  /// The exit code: that of the first problem.
  public var exitCode: ExitCode { findings.first { $0.level == .problem }?.kind.exitCode ?? .done }

  /// How the ranks were started.
  private static func judgeStart(_ mpi: MPIReport, _ failure: MessagingError?, launchers: [String]) -> [Finding] {
    if let failure { return [.problem(.ranks, "\(failure.function): \(failure.problem)", cure: failure.cure)] }
    if mpi.usesMPI {
      let ranks = mpi.ranks.count == 1 ? "1 rank talks" : "\(mpi.ranks.count) ranks talk"
      return [.ok("\(ranks) through \(mpi.library), started by \(mpi.launcher ?? "a launcher")")]
    }
    guard !launchers.isEmpty else {
      return [
        .warning(
          "one rank, which needs no MPI; there is neither mpirun nor srun in PATH to start more",
          cure: "put the mpirun of \(mpi.library) into PATH (module load, or install it) to use several ranks")
      ]
    }
    return [.ok("one rank, which needs no MPI; \(launchers[0]) can start more")]
  }
}

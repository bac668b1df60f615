import Glibc
import Host
import Messaging

/// Examines MPI, HDF5, CPUs and directories as a run would find them.
///
/// One rank without a launcher leaves MPI alone, as a run of one rank does: the library then tells its version, but not
/// its thread level.
public enum Doctor {
  /// Examines all ranks; a collective call.
  ///
  /// - Parameters:
  ///   - command: what the command line asks for, which must be the same on all ranks.
  ///   - say: takes the report, a line at a time, on rank 0.
  /// - Returns: The exit code, the same on all ranks: `done` without a problem.
  /// - Throws: A `.ranks` error where ranks that found each other stop talking; a `.job` error where they have other
  ///   command lines.
  public static func examine(_ command: String, say: (String) -> Void) throws(PathlineError) -> ExitCode {
    let communicator: Communicator
    do {
      communicator = try Communicator.start()
    } catch {
      let report = DoctorReport(
        mpi: .withoutRanks, ranks: [.here(host: MPIReport.withoutRanks.ranks[0].host)], failure: error,
        variables: variables, launchers: launchers)
      if Ranks.isFirst { report.lines.forEach(say) }
      return report.exitCode
    }
    try Ranks.agree(on: command, communicator)
    return try messaging { () throws(MessagingError) in
      let mpi = try communicator.report()
      let gathered = try communicator.gather(RankFacts.here(host: communicator.hostName).encoded, at: 0)
      var code = ExitCode.done
      if let mpi {
        let report = DoctorReport(
          mpi: mpi, ranks: gathered.compactMap(RankFacts.init(encoded:)), failure: nil, variables: variables,
          launchers: launchers)
        report.lines.forEach(say)
        code = report.exitCode
      }
      let agreed = try Collective.code(code, communicator)
      try communicator.finish()
      return agreed
    }
  }

  private static var variables: [(name: String, value: String)] {
    ["HDF5_USE_FILE_LOCKING", "HDF5_DISABLE_VERSION_CHECK", "HDF5_PLUGIN_PATH"].compactMap { name in
      getenv(name).map { (name, String(cString: $0)) }
    }
  }

  private static var launchers: [String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return ["mpirun", "srun"].compactMap { name in
      path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
  }
}

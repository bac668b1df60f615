import CMPI
import Glibc

/// What MPI and the hosts say about this run, for `pathline doctor`.
public struct MPIReport: Sendable {
  /// The library this program runs with, as `Open MPI v4.1.4`.
  public let library: String
  /// The version of the MPI standard the library implements, as `3.1`.
  public let standard: String
  /// False when one rank runs without MPI.
  public let usesMPI: Bool
  /// The thread level MPI granted, as `MPI_THREAD_FUNNELED`; `nil` without MPI.
  public let threadLevel: String?
  /// The launcher this process was started by; `nil` when there was none.
  public let launcher: String?
  /// Variables that launchers set and variables that steer MPI, as rank 0 sees them.
  public let variables: [(name: String, value: String)]
  /// Every rank's place, in order.
  public let ranks: [RankPlace]
  /// What will make this run slow or make it fail, each with its cure.
  public var warnings: [String] { Self.warnings(for: ranks) }

  /// The library's name and version without the details of its build.
  static var libraryName: String {
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(pathline_mpi_version_length) + 1) { buffer in
      var length: Int32 = 0
      guard let start = buffer.baseAddress, MPI_Get_library_version(start, &length) == MPI_SUCCESS else {
        return "an MPI library that does not name itself"
      }
      return String(cString: start)
    }
    return String(text.prefix { $0 != "," && $0 != "\n" })
  }

  init(threadLevel: Int32?, ranks: [RankPlace]) {
    library = Self.libraryName
    var version: Int32 = 0
    var subversion: Int32 = 0
    let hasVersion = MPI_Get_version(&version, &subversion) == MPI_SUCCESS
    standard = hasVersion ? "\(version).\(subversion)" : "unknown"
    usesMPI = threadLevel != nil
    self.threadLevel = threadLevel.map(Self.name(ofThreadLevel:))
    let read: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    launcher = Launcher(read)?.name
    variables = Self.variableNames.compactMap { name in read(name).map { (name, $0) } }
    self.ranks = ranks
  }

  private static func name(ofThreadLevel level: Int32) -> String {
    switch Int(level) {
    case MPI_THREAD_SINGLE: "MPI_THREAD_SINGLE"
    case MPI_THREAD_FUNNELED: "MPI_THREAD_FUNNELED"
    case MPI_THREAD_SERIALIZED: "MPI_THREAD_SERIALIZED"
    default: "MPI_THREAD_MULTIPLE"
    }
  }

  private static let variableNames = [
    "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE", "PMIX_RANK", "PMIX_NAMESPACE", "PMI_RANK", "PMI_SIZE",
    "SLURM_JOB_ID", "SLURM_STEP_ID", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_CPU_BIND",
    "OMPI_MCA_mpi_yield_when_idle", "OMPI_MCA_btl", "OMPI_MCA_btl_tcp_if_include", "OMPI_MCA_pml",
    "OMPI_MCA_btl_vader_single_copy_mechanism", "OMPI_MCA_btl_vader_backing_directory",
    "OMPI_MCA_rmaps_base_oversubscribe", "PRTE_MCA_rmaps_default_mapping_policy", "TMPDIR",
  ]
}

extension MPIReport {
  /// Shared memory Open MPI may take per rank: twice `btl_vader_segment_size`, 4 MiB by default.
  private static let sharedMemoryPerRank = 8 << 20

  /// Finds hosts whose ranks outnumber their CPUs, or whose shared memory is too small.
  package static func warnings(for ranks: [RankPlace]) -> [String] {
    var hosts: [String] = []
    for place in ranks where !hosts.contains(place.host) { hosts.append(place.host) }
    return hosts.flatMap { host in
      let here = ranks.filter { $0.host == host }
      let allowed = Set(here.flatMap(\.allowedCPUs)).count
      var found: [String] = []
      if allowed > 0, here.count > allowed {
        found.append(
          """
          \(host): \(here.count) ranks share \(allowed) CPU(s), so each waits for the others' turns. Start fewer \
          ranks, correct 'slots' in the host file, or pass '--bind-to none' where every rank was bound to the same \
          CPU; for a test that shares on purpose pass '--oversubscribe' or set OMPI_MCA_mpi_yield_when_idle=1
          """)
      }
      let free = here.compactMap(\.sharedMemoryFree).min()
      if here.count > 1, let free, free < here.count * sharedMemoryPerRank {
        found.append(
          """
          \(host): /dev/shm has \(free >> 20) MiB free for \(here.count) ranks. Give the container more \
          ('--shm-size=1g'), or set OMPI_MCA_btl_vader_backing_directory to a directory with room
          """)
      }
      return found
    }
  }
}

extension MPIReport {
  /// What this process can tell when the ranks cannot talk to each other.
  public static var withoutRanks: MPIReport {
    let place = RankPlace.here(rank: Communicator.announcedRank ?? 0, host: Communicator.readHostName())
    return MPIReport(threadLevel: nil, ranks: [place])
  }
}

extension Communicator {
  /// Collects what every rank knows about its place; a collective call.
  ///
  /// - Returns: On rank 0 the report, on other ranks `nil`.
  public func report() throws(MessagingError) -> MPIReport? {
    let here = RankPlace.here(rank: rank, host: hostName)
    let places = try gather(here.encoded, at: 0)
    guard rank == 0 else { return nil }
    return MPIReport(threadLevel: threadLevel, ranks: places.compactMap(RankPlace.init(encoded:)))
  }
}

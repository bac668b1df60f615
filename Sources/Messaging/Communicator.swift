import CMPI
import Glibc

/// The ranks of a run and the messages between them.
///
/// Every call is made by the main thread (`MPI_THREAD_FUNNELED`) and, but for `abort`, by all ranks in the same order.
/// A run that no launcher started has one rank and does not touch MPI.
public final class Communicator {
  /// This process's number, `0 ..< size`.
  public let rank: Int
  /// The number of ranks.
  public let size: Int
  /// The name of the host this rank runs on.
  public let hostName: String
  /// False when this run has one rank and was started without a launcher.
  public let usesMPI: Bool

  /// The thread level MPI granted; `nil` without MPI.
  let threadLevel: Int32?
  /// The most elements one MPI call is given: MPI counts in 32-bit integers.
  let largestCount: Int
  private var isFinished = false

  /// Which rank the launcher says this process is, before or after ``start()``; `nil` without a launcher.
  public static var announcedRank: Int? { Launcher(environment)?.rank }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Joins the other ranks, or makes a communicator of one rank when no launcher started this process.
  ///
  /// The corresponding C function is `MPI_Init_thread`.
  /// - Throws: `MessagingError` when MPI finds fewer ranks than the launcher says it started, so that N ranks never
  ///   train N models that know nothing of each other.
  public static func start() throws(MessagingError) -> Communicator {
    try start(largestCount: 1 << 30)
  }

  /// Does what `start()` does, with a smaller limit on the elements in one MPI call.
  package static func start(largestCount: Int) throws(MessagingError) -> Communicator {
    guard let launcher = Launcher(environment) else {
      return Communicator(rank: 0, size: 1, threadLevel: nil, largestCount: largestCount)
    }
    guard launcher.offersMPI else {
      throw MessagingError(
        function: "MPI_Init_thread", code: 0,
        problem:
          "\(launcher.name) started \(launcher.size ?? 0) processes without telling MPI how they reach each other",
        cure: "Start them with 'srun --mpi=pmix' ('srun --mpi=list' names what this cluster has), or with mpirun")
    }
    var provided: Int32 = 0
    try check("MPI_Init_thread", pathline_mpi_init(&provided))
    try check("MPI_Comm_set_errhandler", pathline_mpi_return_errors())
    var rank: Int32 = 0
    var size: Int32 = 0
    try check("MPI_Comm_rank", pathline_mpi_rank(&rank))
    try check("MPI_Comm_size", pathline_mpi_size(&size))
    let communicator = Communicator(
      rank: Int(rank), size: Int(size), threadLevel: provided, largestCount: largestCount)
    if let expected = launcher.size, expected != communicator.size {
      try communicator.finish()
      throw MessagingError(
        function: "MPI_Comm_size", code: 0,
        problem: "\(launcher.name) says it started \(expected) ranks, but MPI sees \(size)",
        cure: """
          The launcher belongs to another MPI than the one pathline was built with (\(MPIReport.libraryName)): use \
          that MPI's own mpirun, or 'srun --mpi=pmix'. Without this check \(expected) separate runs would have started
          """)
    }
    guard provided >= MPI_THREAD_FUNNELED else {
      try communicator.finish()
      throw MessagingError(
        function: "MPI_Init_thread", code: 0, problem: "this MPI library supports no threads",
        cure: "Build it with thread support; pathline needs MPI_THREAD_FUNNELED")
    }
    return communicator
  }

  private init(rank: Int, size: Int, threadLevel: Int32?, largestCount: Int) {
    precondition(largestCount > 0 && largestCount <= Int(Int32.max), "MPI counts in 32-bit integers")
    self.rank = rank
    self.size = size
    self.threadLevel = threadLevel
    self.largestCount = largestCount
    usesMPI = threadLevel != nil
    hostName = Self.readHostName()
  }

  /// Waits for the other ranks and takes leave of them; no call may follow.
  ///
  /// A launcher ends all ranks as soon as one exits with a code other than 0, so a run that stops with such a code on
  /// all ranks must have done everything before, and none may leave before the last. The corresponding C functions are
  /// `MPI_Barrier` and `MPI_Finalize`.
  public func finish() throws(MessagingError) {
    precondition(!isFinished, "a communicator is finished once")
    try barrier()
    if usesMPI { try call("MPI_Finalize", MPI_Finalize()) }
    isFinished = true
  }

  /// Writes out what is buffered and ends every rank of the run; the launcher returns `code`.
  ///
  /// For failures that the other ranks cannot know of: they may be waiting in a collective call for this one. The
  /// corresponding C function is `MPI_Abort`.
  public func abort(code: Int32) -> Never {
    fflush(nil)
    if usesMPI && !isFinished { _ = pathline_mpi_abort(code) }
    exit(code)
  }

  /// Makes an MPI call and throws what it says.
  func call(_ function: String, _ code: @autoclosure () -> Int32) throws(MessagingError) {
    precondition(!isFinished, "no call follows finish()")
    assert(isMainThread, "MPI is called by the main thread only")
    try Self.check(function, code())
  }

  /// The corresponding C function is `MPI_Is_thread_main`.
  private var isMainThread: Bool {
    var isMain: Int32 = 0
    return MPI_Is_thread_main(&isMain) == MPI_SUCCESS && isMain != 0
  }

  /// Throws an MPI code that is no success, with the text of `MPI_Error_string`.
  private static func check(_ function: String, _ code: Int32) throws(MessagingError) {
    guard code != MPI_SUCCESS else { return }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(pathline_mpi_error_length) + 1) { buffer in
      var length: Int32 = 0
      guard let start = buffer.baseAddress, MPI_Error_string(code, start, &length) == MPI_SUCCESS else {
        return "an error MPI has no text for"
      }
      return String(cString: start)
    }
    throw MessagingError(function: function, code: code, problem: text)
  }

  static func readHostName() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, gethostname(start, buffer.count - 1) == 0 else { return "unknown" }
      buffer[buffer.count - 1] = 0
      return String(cString: start)
    }
  }
}

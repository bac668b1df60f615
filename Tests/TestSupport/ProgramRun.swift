import Foundation

/// A run of a program, alone or under mpirun, that cannot outlive its time limit.
package final class ProgramRun {
  private let process = Process()
  private let outputFile: URL
  private let errorFile: URL?
  private let started = Date()

  /// The path of a program of this package: SwiftPM builds all into one folder.
  package static func built(_ name: String) -> String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/" + name
  }

  /// Starts a program.
  ///
  /// The launcher variables of the test's own environment are not passed on.
  ///
  /// - Parameters:
  ///   - command: the program, a path or a name of the PATH, and its arguments.
  ///   - ranks: how many copies mpirun starts; `nil` for a program without mpirun.
  ///   - options: what mpirun is given besides.
  ///   - environment: variables added to those of the test.
  ///   - directory: where it runs; `nil` for where the test runs.
  ///   - signalsBlocked: whether it starts with all signals blocked.
  ///   - keepsErrorsApart: whether standard error does not go with standard output.
  package init(
    _ command: [String], ranks: Int? = nil, options: [String] = [], environment: [String: String] = [:],
    directory: String? = nil, signalsBlocked: Bool = false, keepsErrorsApart: Bool = false
  ) throws {
    outputFile = Self.temporaryFile()
    errorFile = keepsErrorsApart ? Self.temporaryFile() : nil
    let launch = ranks.map { ["mpirun", "--oversubscribe", "-np", "\($0)"] + options } ?? []
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = launch + command
    process.environment = Self.variables.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let output = try FileHandle(forWritingTo: outputFile)
    process.standardOutput = output
    process.standardError = try errorFile.map { try FileHandle(forWritingTo: $0) } ?? output
    process.standardInput = FileHandle.nullDevice
    try Self.withSignals(blocked: signalsBlocked) { try process.run() }
  }

  deinit {
    if process.isRunning { killAll() }
    for file in [outputFile, errorFile].compactMap(\.self) { try? FileManager.default.removeItem(at: file) }
  }

  private static var variables: [String: String] {
    var variables = ProcessInfo.processInfo.environment.filter { name, _ in
      !["OMPI_", "PMIX_", "PMI_", "SLURM_", "PRTE_"].contains { name.hasPrefix($0) }
    }
    variables["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    variables["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    variables["SWIFT_BACKTRACE"] = "enable=no"
    return variables
  }

  private static func temporaryFile() -> URL {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("program-run-\(UUID().uuidString)")
    precondition(FileManager.default.createFile(atPath: file.path, contents: nil))
    return file
  }

  /// Starts a process with all signals blocked or none: it inherits them from the thread, and Swift Testing's threads
  /// block most.
  private static func withSignals(blocked: Bool, _ start: () throws -> Void) rethrows {
    var wanted = sigset_t()
    var before = sigset_t()
    if blocked { sigfillset(&wanted) } else { sigemptyset(&wanted) }
    pthread_sigmask(SIG_SETMASK, &wanted, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  /// The process number of what was started: mpirun's, or the program's own.
  package var identifier: Int32 { process.processIdentifier }

  /// Whether it has not ended yet.
  package var isRunning: Bool { process.isRunning }

  /// What has been printed so far.
  package var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

  /// Sends a signal to what was started.
  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// The process number of a rank; `nil` where mpirun has not started it yet or it has ended.
  package func process(ofRank rank: Int) -> Int32? {
    ProcessTable.descendants(of: identifier).first {
      ProcessTable.variable("OMPI_COMM_WORLD_RANK", of: $0) == "\(rank)"
    }
  }

  /// Kills the program, mpirun and all ranks at once, as a power cut would.
  package func killAll() {
    for process in [identifier] + ProcessTable.descendants(of: identifier) { kill(process, SIGKILL) }
  }

  /// Waits for the end, and makes one when the time is up.
  ///
  /// - Parameter limit: seconds from now on.
  package func finish(limit: Double = 20) -> Outcome {
    let endedByItself = ProcessTable.wait(limit) { !process.isRunning }
    if !endedByItself {
      process.terminate()
      if !ProcessTable.wait(3, until: { !process.isRunning }) { killAll() }
    }
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Outcome(
      code: process.terminationStatus + (signalled ? 128 : 0), output: output,
      errors: errorFile.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? "",
      seconds: Date().timeIntervalSince(started), endedByItself: endedByItself)
  }
}

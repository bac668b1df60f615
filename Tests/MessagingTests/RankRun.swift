import Foundation

/// A run of the program `RankCheck`, alone or under mpirun, that cannot outlive its time limit.
final class RankRun {
  private let process = Process()
  private let outputFile: URL
  private let started = Date()

  /// The folder SwiftPM built into: that of the test program.
  private static var buildFolder: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// Starts `RankCheck` with arguments, under `mpirun -np ranks` unless `ranks` is `nil`.
  ///
  /// The launcher variables of the test's own environment are not passed on.
  init(
    _ arguments: [String], ranks: Int?, options: [String] = [], environment: [String: String] = [:],
    signalsBlocked: Bool = false
  ) throws {
    let check = Self.buildFolder.appendingPathComponent("RankCheck").path
    outputFile = FileManager.default.temporaryDirectory.appendingPathComponent("rank-check-\(UUID().uuidString)")
    try Data().write(to: outputFile)
    if let ranks {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["mpirun", "--oversubscribe", "-np", "\(ranks)"] + options + [check] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: check)
      process.arguments = arguments
    }
    var variables = ProcessInfo.processInfo.environment.filter { name, _ in
      !["OMPI_", "PMIX_", "PMI_", "SLURM_", "PRTE_"].contains { name.hasPrefix($0) }
    }
    variables["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    variables["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    variables["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = variables.merging(environment) { $1 }
    let handle = try FileHandle(forWritingTo: outputFile)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try Self.withSignals(blocked: signalsBlocked) { try process.run() }
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

  deinit { try? FileManager.default.removeItem(at: outputFile) }

  /// The process number of what was started: mpirun's, or the program's own.
  var identifier: Int32 { process.processIdentifier }

  var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

  /// Waits until every rank has printed `ready` and its process number; returns those.
  func waitUntilReady(ranks: Int, limit: Double = 20) -> [Int32] {
    let end = Date() + limit
    while Date() < end {
      let numbers = output.split(separator: "\n").filter { $0.hasPrefix("ready ") }
        .compactMap { Int32($0.dropFirst("ready ".count)) }
      if numbers.count == ranks { return numbers }
      usleep(10_000)
    }
    return []
  }

  /// Waits for the end, and makes one when the time is up.
  func finish(limit: Double = 20) -> Outcome {
    let end = Date() + limit
    while process.isRunning, Date() < end { usleep(5_000) }
    let endedByItself = !process.isRunning
    if !endedByItself {
      process.terminate()
      usleep(3_000_000)
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Outcome(
      code: process.terminationStatus + (signalled ? 128 : 0), output: output,
      seconds: Date().timeIntervalSince(started), endedByItself: endedByItself)
  }
}

import Foundation
import TestSupport
import Testing

/// The built program.
enum Pathline {
  static let path = ProgramRun.built("pathline")

  /// Options for mpirun that let ranks share cores with each other and with other programs.
  static let sharing = ["--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"]

  /// Seconds mpirun alone takes at the moment; what a limit allows besides.
  static let launch: Double = {
    let outcome = try? ProgramRun([path, "--version"], ranks: 2, options: sharing).finish(limit: 60)
    return outcome?.seconds ?? 60
  }()

  /// Starts the program in a directory, alone or under mpirun.
  ///
  /// - Parameter wrapper: a command that starts the program in its turn, under mpirun for each rank.
  static func start(
    _ arguments: [String], ranks: Int? = nil, in directory: String? = nil, wrapper: [String] = [],
    keepsErrorsApart: Bool = false
  ) throws -> ProgramRun {
    try ProgramRun(
      wrapper + [path] + arguments, ranks: ranks, options: sharing, directory: directory,
      keepsErrorsApart: keepsErrorsApart)
  }

  /// Runs the program and waits for its end.
  static func run(
    _ arguments: [String], ranks: Int? = nil, in directory: String? = nil, wrapper: [String] = [],
    limit: Double = 60
  ) throws -> Outcome {
    try start(arguments, ranks: ranks, in: directory, wrapper: wrapper).finish(limit: limit)
  }

  /// Runs the program, which must succeed.
  @discardableResult
  static func succeed(
    _ arguments: [String], ranks: Int? = nil, in directory: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try run(arguments, ranks: ranks, in: directory)
    #expect(outcome.code == 0, "\(arguments): \(outcome.output)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Runs the program, which must end by itself within 5 s of its start with an exit code and one message.
  ///
  /// - Parameter words: what the message must hold.
  @discardableResult
  static func fail(
    _ arguments: [String], code: Int32, saying words: [String], ranks: Int? = nil, in directory: String,
    wrapper: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try run(arguments, ranks: ranks, in: directory, wrapper: wrapper, limit: 5 + launch)
    expect(outcome, code: code, saying: words, arguments, sourceLocation: sourceLocation)
    #expect(ProcessTable.mentioning(directory).isEmpty, "a rank lives on", sourceLocation: sourceLocation)
    return outcome
  }

  /// Checks how a run failed: by itself, with one message.
  static func expect(
    _ outcome: Outcome, code: Int32, saying words: [String], _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.endedByItself, "\(arguments) took too long", sourceLocation: sourceLocation)
    #expect(outcome.code == code, "\(arguments): \(outcome.output)", sourceLocation: sourceLocation)
    #expect(
      outcome.output.components(separatedBy: "pathline: ").count == 2,
      "one message, said once: \(outcome.output)", sourceLocation: sourceLocation)
    for word in words {
      #expect(outcome.output.contains(word), "\(arguments): \(outcome.output)", sourceLocation: sourceLocation)
    }
  }
}

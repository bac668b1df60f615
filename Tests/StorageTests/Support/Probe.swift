import TestSupport

/// Runs a command of the PATH and waits for it.
func run(_ command: [String], environment: [String: String] = [:]) throws -> Outcome {
  try ProgramRun(command, environment: environment).finish(limit: 120)
}

/// The child process of the tests, built beside them.
var probePath: String { ProgramRun.built("storage-probe") }

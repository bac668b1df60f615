import Foundation
import TestSupport
import Testing

/// Python with other readers of HDF5 and other mathematics.
enum Python {
  /// The folder of the scripts.
  static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scripts").path

  /// Runs one of the scripts; what it asserts must hold.
  @discardableResult
  static func run(
    _ script: String, _ arguments: [String], in directory: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try run(file: scripts + "/" + script, arguments, in: directory, sourceLocation: sourceLocation)
  }

  /// Runs any script, which must succeed.
  @discardableResult
  static func run(
    file: String, _ arguments: [String], in directory: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let python = try #require(
      ProcessInfo.processInfo.environment["PATHLINE_PYTHON"],
      """
      PATHLINE_PYTHON is not set, so no other reader can be tried. Run Tests/run, or set it to a Python that has the \
      packages of Tests/requirements.txt.
      """, sourceLocation: sourceLocation)
    let outcome = try ProgramRun(
      [python, "-W", "ignore", file] + arguments, environment: ["MPLBACKEND": "Agg"],
      directory: directory
    ).finish(limit: 120)
    #expect(outcome.code == 0, "\(file) \(arguments): \(outcome.output)", sourceLocation: sourceLocation)
    return outcome.output
  }
}

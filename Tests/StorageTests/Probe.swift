import Foundation

/// What a child process printed and how it ended.
struct ChildResult {
  let output: String
  let status: Int32
}

/// Runs a command of the PATH, waits for it, and gives its standard output and error together.
func run(_ command: [String], environment: [String: String] = [:]) throws -> ChildResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = command
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return ChildResult(output: String(decoding: output, as: UTF8.self), status: process.terminationStatus)
}

/// The child process of the tests, built beside them.
var probePath: String {
  let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/storage-probe"
}

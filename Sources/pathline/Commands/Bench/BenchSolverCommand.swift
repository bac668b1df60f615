import Benchmarks
import CommandParsing
import Host

/// `pathline bench solver`: the methods, next to the cost of the vector fields.
enum BenchSolverCommand {
  static let specification = CommandSpecification(
    name: "bench solver",
    summary: "Measures every method on small vector fields, next to the cost of the field itself",
    options: [Option.json],
    examples: ["pathline bench solver"],
    exitCodes: [.done, .badRequest, .inputOutput, .numerical, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    try BenchCommand.show(SolverBenchmark.run(), arguments)
  }
}

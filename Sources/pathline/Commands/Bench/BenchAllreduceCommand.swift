import Benchmarks
import CommandParsing
import Host
import Messaging

/// `pathline bench allreduce`: the exact exchange of gradients, next to that of plain numbers.
enum BenchAllreduceCommand {
  static let specification = CommandSpecification(
    name: "bench allreduce",
    summary: "Measures the exact exchange of gradients between the ranks, next to MPI_Allreduce of as many bytes",
    options: [Option.json],
    examples: ["mpirun -np 2 pathline bench allreduce"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let table = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try ExchangeBenchmark.run(communicator)
    }
    return try BenchCommand.show(table, arguments)
  }
}

import Benchmarks
import Host
import Jobs
import Messaging
import Training

/// `pathline bench kernels`, `solver`, `allreduce` and `io`: tables of figures.
enum BenchCommands {
  static func kernels(_ arguments: Arguments) throws -> ExitCode {
    let one = arguments.text("--dtype").flatMap { JobPrecision(rawValue: $0) }
    return try show(KernelBenchmark.run(one.map { [$0] } ?? JobPrecision.allCases), arguments)
  }

  static func solver(_ arguments: Arguments) throws -> ExitCode {
    try show(SolverBenchmark.run(), arguments)
  }

  static func allreduce(_ arguments: Arguments) throws -> ExitCode {
    let table = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try ExchangeBenchmark.run(communicator)
    }
    return try show(table, arguments)
  }

  static func files(_ arguments: Arguments) throws -> ExitCode {
    try show(FileBenchmark.run(directory: arguments.text("--directory") ?? "."), arguments)
  }

  private static func show(_ table: BenchmarkTable, _ arguments: Arguments) throws -> ExitCode {
    if Ranks.isFirst { try StandardOutput.print(arguments.flag("--json") ? table.json : table.text) }
    return .done
  }
}

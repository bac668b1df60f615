import Benchmarks
import CommandParsing
import Host
import Jobs

/// `pathline bench kernels`: the kernels, next to the limits of the CPU and the memory.
enum BenchKernelsCommand {
  static let precision = Option<JobPrecision?>.choice("--dtype", default: "both", help: "The number type.")

  static let specification = CommandSpecification(
    name: "bench kernels",
    summary: "Measures the kernels at 20 shapes, next to a loop of multiply-adds and to memcpy",
    discussion:
      "Product, transposed product, outer product, activation with derivative, stage sum and exact reduction, on one "
      + "core, the best of five measurements each.",
    options: [precision, Option.json],
    examples: ["pathline bench kernels --dtype float32"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let one = try arguments[precision]
    return try BenchCommand.show(KernelBenchmark.run(one.map { [$0] } ?? JobPrecision.allCases), arguments)
  }
}

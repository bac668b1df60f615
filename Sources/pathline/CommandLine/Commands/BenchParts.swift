import Host
import Jobs
import Messaging
import Training

extension CommandSpecification {
  static let benchKernels = CommandSpecification(
    name: "bench kernels",
    summary: "Measures the kernels at 20 shapes, next to a loop of multiply-adds and to memcpy",
    discussion:
      "Product, transposed product, outer product, activation with derivative, stage sum and exact reduction, on one "
      + "core, the best of five measurements each.",
    options: [
      OptionSpecification(
        name: "--dtype", kind: .value("NAME"), choices: JobPrecision.allCases.map(\.rawValue), defaultText: "both",
        help: "The number type."),
      .json,
    ],
    examples: ["pathline bench kernels --dtype float32"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging])

  static let benchSolver = CommandSpecification(
    name: "bench solver",
    summary: "Measures every method on small vector fields, next to the cost of the field itself",
    options: [.json],
    examples: ["pathline bench solver"],
    exitCodes: [.done, .badRequest, .inputOutput, .numerical, .messaging])

  static let benchAllreduce = CommandSpecification(
    name: "bench allreduce",
    summary: "Measures the exact exchange of gradients between the ranks, next to MPI_Allreduce of as many bytes",
    options: [.json],
    examples: ["mpirun -np 2 pathline bench allreduce"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging])

  static let benchIO = CommandSpecification(
    name: "bench io",
    summary: "Measures checkpoints and reading of data, next to write, fsync and read of as many bytes",
    options: [
      OptionSpecification(
        name: "--directory", kind: .value("DIR"), defaultText: "the current directory",
        help: "Where files of up to 13 MB are written and removed again; name the file system that runs use."),
      .json,
    ],
    examples: ["pathline bench io --directory runs"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .messaging])
}

import Host
import Messaging

extension CommandSpecification {
  static let bench = CommandSpecification(
    name: "bench",
    summary: "Measures the program, next to the raw limit of the machine or the same work of other programs",
    discussion: "docs/performance.md tells how to read the figures and repeats all of them with one command.",
    parts: [.benchTrain, .benchKernels, .benchSolver, .benchAllreduce, .benchIO],
    examples: ["pathline bench kernels", "mpirun -np 2 pathline bench train --from w1b.h5 --group 512"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

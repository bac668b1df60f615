extension CommandSpecification {
  static let bench = CommandSpecification(
    name: "bench",
    summary: "Measures the program, next to the raw limit of the machine or the same work of other programs",
    discussion: "docs/performance.md tells how to read the figures and repeats all of them with one command.",
    parts: [.benchTrain],
    examples: ["pathline bench train --from w1.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

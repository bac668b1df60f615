extension CommandSpecification {
  static let bench = CommandSpecification(
    name: "bench",
    summary: "Measures a part of the program, and prints the figures next to the machine's limit",
    operands: [
      OperandSpecification(
        name: "NAME", isOptional: true, help: "What to measure; without it, what there is to measure.")
    ],
    options: [.json],
    examples: ["pathline bench kernels", "mpirun -np 2 pathline bench allreduce"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging])
}

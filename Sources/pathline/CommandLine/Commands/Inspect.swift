extension CommandSpecification {
  static let inspect = CommandSpecification(
    name: "inspect",
    summary: "Tells what a data set, checkpoint or trajectory file holds, and verifies its checksums",
    operands: [OperandSpecification(name: "FILE", help: "The HDF5 file.")],
    examples: ["pathline inspect runs/spiral/checkpoints/step-00001000.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput])
}

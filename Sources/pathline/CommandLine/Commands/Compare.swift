extension CommandSpecification {
  static let compare = CommandSpecification(
    name: "compare",
    summary: "Tells whether two checkpoints or runs are identical to the bit, or where and how far apart they are",
    operands: [
      OperandSpecification(name: "A", help: "A checkpoint or run directory."),
      OperandSpecification(name: "B", help: "Another one."),
    ],
    examples: ["pathline compare runs/one-rank runs/four-ranks"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput])
}

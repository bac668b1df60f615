extension CommandSpecification {
  static let check = CommandSpecification(
    name: "check",
    summary: "Reads and checks a job and its data, and prints shapes, memory and the shares of the ranks",
    operands: [.job],
    options: [
      OptionSpecification(
        name: "--gradient", kind: .flag,
        help: "Also certifies the gradient of the first batch against finite differences."),
      .set,
    ],
    examples: ["pathline check jobs/spiral.json5 --gradient"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

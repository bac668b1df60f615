import Host

extension CommandSpecification {
  static let reference = CommandSpecification(
    name: "reference",
    summary: "Prints the reference of the job file as Markdown",
    examples: ["pathline reference"],
    exitCodes: [.done, .badRequest, .inputOutput])
}

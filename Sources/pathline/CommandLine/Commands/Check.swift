import Host
import Messaging

extension CommandSpecification {
  static let check = CommandSpecification(
    name: "check",
    summary: "Reads and checks a job and its data, and prints shapes, memory and the shares of the ranks",
    operands: [.job],
    options: [
      OptionSpecification(
        name: "--gradient", kind: .flag,
        help: "Also certifies the gradient of the first batch: against finite differences of the loss, against the "
          + "tangent of every step, and at the job's own precision. A gradient that fails ends with exit code 5."),
      OptionSpecification(
        name: "--json", kind: .flag, help: "With --gradient: prints the certificate alone, as one JSON object."),
      .set,
    ],
    examples: ["pathline check jobs/spiral.json5 --gradient"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

import Host
import Messaging

extension CommandSpecification {
  static let evaluate = CommandSpecification(
    name: "evaluate",
    summary: "Prints loss and metrics of a trained model on whole series",
    operands: [.checkpoint],
    options: [
      .dataFile,
      OptionSpecification(
        name: "--split", kind: .value("NAME"), choices: ["training", "validation", "all"],
        defaultText: "validation, or training if the job holds nothing out", help: "The samples to judge by."),
      .json,
    ],
    examples: ["pathline evaluate runs/spiral --split all"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

import CommandParsing
import Host
import Messaging
import Training

/// `pathline evaluate`: loss and metrics of a trained model.
enum EvaluateCommand {
  static let split = Option<SplitName?>.choice(
    "--split", default: "validation, or training if the job holds nothing out", help: "The samples to judge by.")

  static let specification = CommandSpecification(
    name: "evaluate",
    summary: "Prints loss and metrics of a trained model on whole series",
    operands: [.checkpoint],
    options: [Option.dataFile, split, Option.json],
    examples: ["pathline evaluate runs/spiral --split all"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try arguments[.dataFile]
    let split = try arguments[split]
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try Evaluation.run(
        checkpoint: arguments[.checkpoint], data: data, split: split, communicator: communicator)
    }
    if Ranks.isFirst { try StandardOutput.print(try arguments[.json] ? report.json : report.text) }
    return .done
  }
}

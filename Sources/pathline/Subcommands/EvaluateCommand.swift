import Host
import Messaging
import Training

/// `pathline evaluate`: loss and metrics of a trained model.
enum EvaluateCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let checkpoint = try arguments.requiredOperand("CHECKPOINT")
    let split = arguments.text("--split").flatMap { SplitName(rawValue: $0) }
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try Evaluation.run(
        checkpoint: checkpoint, data: arguments.text("--data"), split: split, communicator: communicator)
    }
    if Ranks.isFirst { try StandardOutput.print(arguments.flag("--json") ? report.json : report.text) }
    return .done
  }
}

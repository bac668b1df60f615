import Host
import Messaging
import Training

/// `pathline predict`: writes the trajectories of a trained model.
enum PredictCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let checkpoint = try arguments.requiredOperand("CHECKPOINT")
    let output = try arguments.requiredText("--output")
    let times = try arguments.timeGrid("--times").map {
      PredictionTimes(start: $0.start, stop: $0.stop, count: $0.count)
    }
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try Prediction.run(
        checkpoint: checkpoint, output: output, data: arguments.text("--data"), times: times,
        communicator: communicator)
    }
    if Ranks.isFirst { StandardOutput.note(report) }
    return .done
  }
}

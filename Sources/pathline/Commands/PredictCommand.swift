import CommandParsing
import Host
import Messaging
import Training

/// `pathline predict`: writes the trajectories of a trained model.
enum PredictCommand {
  static let output = Option.requiredPath("--output", "FILE.h5", help: "The trajectory file to write.")
  static let times = Option<PredictionTimes?>.value(
    "--times", "START:STOP:COUNT", default: "the times of the data set",
    expected: "START:STOP:COUNT, two different numbers and a whole number from 2 on, as in 0:10:101",
    help: "Evenly spaced times, both ends included.", read: PredictionTimes.init)

  static let specification = CommandSpecification(
    name: "predict",
    summary: "Writes the trajectories of a trained model",
    discussion: "Each sample starts at its first observation. Times before it are solved backward.",
    operands: [.checkpoint],
    options: [output, Option.dataFile, times],
    examples: ["pathline predict runs/spiral --times 0:50:2001 --output longer.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let output = try arguments[output]
    let data = try arguments[.dataFile]
    let times = try arguments[times]
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try Prediction.run(
        checkpoint: arguments[.checkpoint], output: output, data: data, times: times, communicator: communicator)
    }
    if Ranks.isFirst { StandardOutput.note(report) }
    return .done
  }
}

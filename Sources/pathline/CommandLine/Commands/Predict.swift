import Host
import Messaging

extension CommandSpecification {
  static let predict = CommandSpecification(
    name: "predict",
    summary: "Writes the trajectories of a trained model",
    discussion: "Each sample starts at its first observation. Times before it are solved backward.",
    operands: [.checkpoint],
    options: [
      OptionSpecification(
        name: "--output", kind: .value("FILE.h5"), isRequired: true, help: "The trajectory file to write."),
      .dataFile,
      OptionSpecification(
        name: "--times", kind: .value("START:STOP:COUNT"), defaultText: "the times of the data set",
        help: "Evenly spaced times, both ends included."),
    ],
    examples: ["pathline predict runs/spiral --times 0:50:2001 --output longer.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

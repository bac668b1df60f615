import Host
import Messaging

extension CommandSpecification {
  static let compare = CommandSpecification(
    name: "compare",
    summary: "Tells whether two checkpoints or runs are identical to the bit, or where and how far apart they are",
    discussion: "Of two run directories it compares the jobs, all common steps of the metrics, the newest and best "
      + "checkpoints, the histories and the trajectories; of two HDF5 files every array and attribute. Timings, the "
      + "imbalance between ranks and output.directory are not compared. A NaN equals itself, 0 differs from -0.",
    operands: [
      OperandSpecification(name: "A", help: "A run directory, checkpoint, data set, history or trajectory file."),
      OperandSpecification(name: "B", help: "Another one."),
    ],
    examples: ["pathline compare runs/one-rank runs/four-ranks"],
    exitCodes: [.done, .different, .badRequest, .badData, .inputOutput, .messaging])
}

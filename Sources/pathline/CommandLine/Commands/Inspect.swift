import Host
import Messaging

extension CommandSpecification {
  static let inspect = CommandSpecification(
    name: "inspect",
    summary: "Tells what a data set, checkpoint or trajectory file holds, and verifies its checksums",
    discussion:
      "Reads every array, a block at a time, and sums up its numbers. The seal tells whether every byte of the "
      + "file is as Pathline wrote it; without one, another program wrote or changed the file.",
    operands: [OperandSpecification(name: "FILE", help: "The HDF5 file.")],
    examples: ["pathline inspect runs/spiral/checkpoints/step-00001000.h5"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .messaging])
}

import Host
import Messaging

extension CommandSpecification {
  static let train = CommandSpecification(
    name: "train",
    summary: "Trains the model of a job file",
    discussion: "The same job gives the same parameters, to the bit, on any number of ranks and after any stop and "
      + "resumption. A run directory that already holds a run is left alone unless --resume or --overwrite is given.",
    operands: [.job],
    options: [
      .set,
      OptionSpecification(
        name: "--output", kind: .value("DIR"), defaultText: "output.directory of the job",
        help: "The run directory."),
      OptionSpecification(
        name: "--resume", kind: .flag,
        help: "Goes on from the newest good checkpoint of the run directory; other data than the run's are refused, "
          + "and so is a directory where no run was begun. "
          + "Nothing in the directory changes before the first new step is done."),
      OptionSpecification(
        name: "--overwrite", kind: .flag,
        help: "Replaces the run that the run directory holds, once the first new step is done."),
      OptionSpecification(
        name: "--dry-run", kind: .flag,
        help: "Reads and checks everything, prints what the run would do, and writes nothing."),
      OptionSpecification(name: "--quiet", kind: .flag, help: "Prints errors only."),
    ],
    examples: [
      "pathline train jobs/spiral.json5",
      "mpirun -np 4 pathline train jobs/spiral.json5 --set training.steps=500 --output runs/short",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .stopped, .messaging])
}

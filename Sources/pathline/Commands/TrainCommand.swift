import CommandParsing
import Host
import Jobs
import Messaging
import Training

/// `pathline train`: trains the model of a job file.
enum TrainCommand {
  static let output = Option.path(
    "--output", "DIR", default: "output.directory of the job", help: "The run directory.")
  static let resume = Option.flag(
    "--resume",
    help: "Goes on from the newest good checkpoint of the run directory; other data than the run's are refused, "
      + "and so is a directory where no run was begun. "
      + "Nothing in the directory changes before the first new step is done.")
  static let overwrite = Option.flag(
    "--overwrite", help: "Replaces the run that the run directory holds, once the first new step is done.")
  static let dryRun = Option.flag(
    "--dry-run", help: "Reads and checks everything, prints what the run would do, and writes nothing.")
  static let quiet = Option.flag("--quiet", help: "Prints errors only.")

  static let specification = CommandSpecification(
    name: "train",
    summary: "Trains the model of a job file",
    discussion: "The same job gives the same parameters, to the bit, on any number of ranks and after any stop and "
      + "resumption. A run directory that already holds a run is left alone unless --resume or --overwrite is given.",
    operands: [.job],
    options: [Option.set, output, resume, overwrite, dryRun, quiet],
    examples: [
      "pathline train jobs/spiral.json5",
      "mpirun -np 4 pathline train jobs/spiral.json5 --set training.steps=500 --output runs/short",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .stopped, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireNotBoth(resume, overwrite)
    let overrides = try arguments[.set]
    var options = TrainOptions()
    options.output = try arguments[output]
    options.resume = try arguments[resume]
    options.overwrite = try arguments[overwrite]
    options.dryRun = try arguments[dryRun]
    options.quiet = try arguments[quiet]
    let outcome = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      let job = try Job.load(arguments[.job], overrides: overrides, communicator: communicator)
      return try Trainer.run(job, options: options, communicator: communicator)
    }
    if !options.quiet, !outcome.summary.isEmpty {
      // What a run made lies in its directory; of a dry run the text is all.
      if options.dryRun { try StandardOutput.print(outcome.summary) } else { StandardOutput.note(outcome.summary) }
    }
    return outcome.exitCode
  }
}

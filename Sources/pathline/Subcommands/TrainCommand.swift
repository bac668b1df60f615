import Host
import Jobs
import Messaging
import Training

/// `pathline train`: trains the model of a job file.
enum TrainCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.requireNotBoth("--resume", "--overwrite")
    let path = try arguments.requiredOperand("JOB")
    var options = TrainOptions()
    options.output = arguments.text("--output")
    options.resume = arguments.flag("--resume")
    options.overwrite = arguments.flag("--overwrite")
    options.dryRun = arguments.flag("--dry-run")
    options.quiet = arguments.flag("--quiet")
    let outcome = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      let job = try Job.load(path, overrides: arguments.texts("--set"), communicator: communicator)
      return try Trainer.run(job, options: options, communicator: communicator)
    }
    if !options.quiet, !outcome.summary.isEmpty {
      // What a run made lies in its directory; of a dry run the text is all.
      if options.dryRun { try StandardOutput.print(outcome.summary) } else { StandardOutput.note(outcome.summary) }
    }
    return outcome.exitCode
  }
}

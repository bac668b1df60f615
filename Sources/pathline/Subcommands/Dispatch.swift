@preconcurrency import Glibc
import Training

/// Hands a command line to its subcommand and turns what goes wrong into a message and an exit code.
enum Dispatch {
  /// Runs the program with these arguments.
  static func run(_ words: [String]) -> ExitCode {
    attempt {
      switch try ProgramSpecification.pathline.parse(words) {
      case .help(let text), .version(let text):
        if Ranks.isFirst { try StandardOutput.print(text) }
        return .done
      case .command(let arguments):
        return spoken(try run(arguments))
      }
    }
  }

  /// Does work that one process can do; the ranks end together, with its exit code.
  static func onFirstRank(_ work: () throws -> ExitCode) throws -> ExitCode {
    let code = try Ranks.onFirst { attempt(work).rawValue }
    return ExitCode(rawValue: code) ?? .messaging
  }

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    switch arguments.command.name {
    case CommandSpecification.train.name: return try TrainCommand.run(arguments)
    case CommandSpecification.evaluate.name: return try EvaluateCommand.run(arguments)
    case CommandSpecification.predict.name: return try PredictCommand.run(arguments)
    case CommandSpecification.check.name: return try CheckCommand.run(arguments)
    case CommandSpecification.data.name: return try onFirstRank { try DataCommand.run(arguments) }
    case CommandSpecification.reference.name: return try onFirstRank { try ReferenceCommand.run() }
    case CommandSpecification.inspect.name: return try onFirstRank { try InspectCommand.run(arguments) }
    case CommandSpecification.compare.name: return try onFirstRank { try CompareCommand.run(arguments) }
    case CommandSpecification.benchTrain.name: return try BenchTrainCommand.run(arguments)
    case CommandSpecification.benchKernels.name: return try onFirstRank { try BenchCommands.kernels(arguments) }
    case CommandSpecification.benchSolver.name: return try onFirstRank { try BenchCommands.solver(arguments) }
    case CommandSpecification.benchAllreduce.name: return try BenchCommands.allreduce(arguments)
    case CommandSpecification.benchIO.name: return try onFirstRank { try BenchCommands.files(arguments) }
    case CommandSpecification.doctor.name: return try DoctorCommand.run()
    default: preconditionFailure("\(arguments.command.name) is specified but not written")
    }
  }

  /// The exit code of this process where all ranks end in the same way: the first brings it, the others end in order.
  ///
  /// The launcher ends all ranks as soon as one brings a code, perhaps before the first has said why. A rank that ends alone
  /// (`messaging`) brings its code all the same.
  private static func spoken(_ code: ExitCode) -> ExitCode {
    Ranks.isFirst || code == .messaging ? code : .done
  }

  /// Turns an error into a message, said once however many ranks there are, and its exit code.
  private static func attempt(_ work: () throws -> ExitCode) -> ExitCode {
    do {
      return try work()
    } catch {
      if Ranks.isFirst { fputs("pathline: \(error)\n", stderr) }
      switch error {
      case is CommandLineError: return CommandLineError.exitCode
      case is JobError: return .badRequest
      case is OutputError: return .inputOutput
      case let error as TrainingError: return spoken(ExitCode(rawValue: error.exitCode) ?? .messaging)
      default: return .messaging
      }
    }
  }
}

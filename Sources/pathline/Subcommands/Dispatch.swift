@preconcurrency import Glibc
import Host
import Messaging
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
  static func onFirstRank(_ arguments: Arguments, _ work: () throws -> ExitCode) throws -> ExitCode {
    try Ranks.onFirst(arguments.sharedText) {
      do {
        return try work()
      } catch {
        return told(error)
      }
    }
  }

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    switch arguments.command.name {
    case CommandSpecification.train.name: return try TrainCommand.run(arguments)
    case CommandSpecification.evaluate.name: return try EvaluateCommand.run(arguments)
    case CommandSpecification.predict.name: return try PredictCommand.run(arguments)
    case CommandSpecification.check.name: return try CheckCommand.run(arguments)
    case CommandSpecification.data.name: return try onFirstRank(arguments) { try DataCommand.run(arguments) }
    case CommandSpecification.reference.name: return try onFirstRank(arguments) { try ReferenceCommand.run() }
    case CommandSpecification.inspect.name: return try onFirstRank(arguments) { try InspectCommand.run(arguments) }
    case CommandSpecification.compare.name: return try onFirstRank(arguments) { try CompareCommand.run(arguments) }
    case CommandSpecification.benchTrain.name: return try BenchTrainCommand.run(arguments)
    case CommandSpecification.benchKernels.name:
      return try onFirstRank(arguments) { try BenchCommands.kernels(arguments) }
    case CommandSpecification.benchSolver.name:
      return try onFirstRank(arguments) { try BenchCommands.solver(arguments) }
    case CommandSpecification.benchAllreduce.name: return try BenchCommands.allreduce(arguments)
    case CommandSpecification.benchIO.name: return try onFirstRank(arguments) { try BenchCommands.files(arguments) }
    case CommandSpecification.doctor.name: return try DoctorCommand.run(arguments)
    default: preconditionFailure("\(arguments.command.name) is specified but not written")
    }
  }

  /// The exit code of this process where all ranks end in the same way: the first brings it, the others end in order.
  ///
  /// The launcher ends all ranks as soon as one brings a code, perhaps before the first has said why. A rank that ends
  /// alone (`messaging`) brings its code all the same.
  private static func spoken(_ code: ExitCode) -> ExitCode {
    Ranks.isFirst || code == .messaging ? code : .done
  }

  /// Turns an error of all ranks into a message, said once however many they are, and an exit code.
  private static func attempt(_ work: () throws -> ExitCode) -> ExitCode {
    do {
      return try work()
    } catch let error as CommandLineError {
      // Other ranks may have been given another command line, and know nothing of this.
      return spoken(told(Ranks.refusal("\(error)")))
    } catch {
      return spoken(told(error))
    }
  }

  /// Says an error on the first rank; gives its exit code.
  private static func told(_ error: any Error) -> ExitCode {
    if Ranks.isFirst { fputs("pathline: \(error)\n", stderr) }
    return switch error {
    case is CommandLineError: CommandLineError.exitCode
    case is OutputError: .inputOutput
    case let error as PathlineError: error.exitCode
    default: .messaging
    }
  }
}

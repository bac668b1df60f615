import CommandParsing
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
      case .command(let arguments, let run):
        return spoken(try run(arguments))
      }
    }
  }

  /// Makes work that one process can do a subcommand of all ranks: they end together, with its exit code.
  static func onFirstRank(_ work: @escaping CommandSpecification.Run) -> CommandSpecification.Run {
    { arguments in
      try Ranks.onFirst(arguments.sharedText) {
        do {
          return try work(arguments)
        } catch {
          return told(error)
        }
      }
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

import Host

/// Why a command line cannot be followed.
package struct CommandLineError: Error, Equatable, Sendable {
  /// What is wrong with a command line.
  package enum Problem: Error, Equatable, Sendable {
    case noCommand
    case noPart([String])
    case unknownCommand(String, suggestion: String?)
    case unknownOption(String, suggestion: String?)
    case missingValue(option: String, valueName: String)
    case unexpectedValue(option: String)
    case repeatedOption(String)
    case missingOption(String)
    case missingOperand(String)
    case excessOperand(String)
    case badValue(option: String, found: String, expected: String)
    case conflict(String, String)
  }

  /// What is wrong.
  package let problem: Problem
  /// The program and subcommand, as one would type them.
  package let command: String

  /// Describes what is wrong.
  package init(problem: Problem, command: String) {
    self.problem = problem
    self.command = command
  }

  /// The exit code of the program.
  package static let exitCode = ExitCode.badRequest
}

extension CommandLineError: CustomStringConvertible {
  /// What is wrong, and where help is, in two lines.
  package var description: String { "\(message)\nTry: \(command) --help" }

  private var message: String {
    switch problem {
    case .noCommand:
      "a subcommand is missing"
    case .noPart(let words):
      "one of \(words.joined(separator: ", ")) is missing"
    case .unknownCommand(let name, let suggestion):
      "there is no subcommand \(name)" + CommandLineError.hint(suggestion)
    case .unknownOption(let name, let suggestion):
      "there is no option \(name)" + CommandLineError.hint(suggestion)
    case .missingValue(let option, let valueName):
      "\(option) needs a value: \(option) \(valueName)"
    case .unexpectedValue(let option):
      "\(option) takes no value"
    case .repeatedOption(let option):
      "\(option) is given twice; keep one"
    case .missingOption(let option):
      "\(option) is missing"
    case .missingOperand(let name):
      "\(name) is missing"
    case .excessOperand(let text):
      "\"\(text)\" is one argument too many"
    case .badValue(let option, let found, let expected):
      "\(option) is \"\(found)\"; give \(expected)"
    case .conflict(let option, let other):
      "\(option) and \(other) exclude each other; keep one"
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \($0)?" } ?? ""
  }
}

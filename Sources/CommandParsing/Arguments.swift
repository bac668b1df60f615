/// The arguments of a subcommand, sorted; each option gives a value of its own type.
///
/// Asking for an option or operand that the subcommand does not declare is a programming error and traps.
package struct Arguments: Sendable {
  /// The subcommand they belong to.
  package let command: CommandSpecification
  private let invocation: String
  private let operands: [String]
  private let values: [String: [String]]

  init(command: CommandSpecification, invocation: String, operands: [String], values: [String: [String]]) {
    self.command = command
    self.invocation = invocation
    self.operands = operands
    self.values = values
  }

  /// The command and its options, as all ranks must have them.
  ///
  /// Paths may differ from host to host: what is in the files is compared when they are read.
  package var sharedText: String {
    let options = command.options.flatMap { option in
      values[option.name].map { [option.name] + (option.mayDifferByHost ? [] : $0) } ?? []
    }
    return ([command.name] + options).joined(separator: " ")
  }

  /// An operand that the subcommand cannot do without.
  package subscript(operand: Operand) -> String {
    guard let text = optional(operand) else { preconditionFailure("the parser has refused a missing operand") }
    return text
  }

  /// An operand; nil if it is optional and absent.
  package func optional(_ operand: Operand) -> String? {
    guard let index = command.operands.firstIndex(where: { $0.name == operand.name }) else {
      preconditionFailure("\(command.name) declares no operand \(operand.name)")
    }
    return index < operands.count ? operands[index] : nil
  }

  /// What an option gives; an error where its value is none of its type.
  package subscript<Value>(option: Option<Value>) -> Value {
    get throws(CommandLineError) {
      do throws(CommandLineError.Problem) {
        return try option.read(texts(option.specification.name))
      } catch {
        throw failure(error)
      }
    }
  }

  /// Whether the option of that name is given.
  package func has(_ name: String) -> Bool { texts(name) != nil }

  /// What an option gives; an error if it is absent.
  package func required<Wrapped>(_ option: Option<Wrapped?>) throws(CommandLineError) -> Wrapped {
    guard let value = try self[option] else { throw failure(.missingOption(option.specification.heading)) }
    return value
  }

  /// Makes sure that two options are not given together.
  package func requireNotBoth(_ a: any DeclaredOption, _ b: any DeclaredOption) throws(CommandLineError) {
    guard !has(a.specification.name) || !has(b.specification.name) else {
      throw failure(.conflict(a.specification.name, b.specification.name))
    }
  }

  /// Makes sure that an option is given where another one needs it.
  package func require(_ option: any DeclaredOption, by other: any DeclaredOption) throws(CommandLineError) {
    guard has(option.specification.name) || !has(other.specification.name) else {
      throw failure(.missingOption(option.specification.name))
    }
  }

  private func texts(_ name: String) -> [String]? {
    precondition(command.option(name) != nil, "\(command.name) declares no option \(name)")
    return values[name]
  }

  private func failure(_ problem: CommandLineError.Problem) -> CommandLineError {
    CommandLineError(problem: problem, command: invocation)
  }
}

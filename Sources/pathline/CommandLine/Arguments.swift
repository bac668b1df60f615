/// The arguments of a subcommand, sorted and typed.
///
/// Asking for an option or operand that the subcommand does not declare is a programming error and traps.
struct Arguments: Sendable {
  /// The subcommand they belong to.
  let command: CommandSpecification
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
  var sharedText: String {
    let options = command.options.flatMap { option in
      (values[option.name]).map { [option.name] + (option.mayDifferByHost ? [] : $0) } ?? []
    }
    return ([command.name] + options).joined(separator: " ")
  }

  /// The operand of that name; nil if it is optional and absent.
  func operand(_ name: String) -> String? {
    guard let index = command.operands.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(command.name) declares no operand \(name)")
    }
    return index < operands.count ? operands[index] : nil
  }

  /// The operand of that name; an error if it is absent.
  func requiredOperand(_ name: String) throws(CommandLineError) -> String {
    guard let operand = operand(name) else { throw failure(.missingOperand(name)) }
    return operand
  }

  /// Whether a flag is given.
  func flag(_ name: String) -> Bool {
    declared(name)
    return values[name] != nil
  }

  /// The value of an option; nil if it is absent.
  func text(_ name: String) -> String? {
    declared(name)
    return values[name]?.last
  }

  /// The value of an option; an error if it is absent.
  func requiredText(_ name: String) throws(CommandLineError) -> String {
    guard let text = text(name) else {
      throw failure(.missingOption(command.option(name)?.heading ?? name))
    }
    return text
  }

  /// The values of a repeated option, in their order.
  func texts(_ name: String) -> [String] {
    declared(name)
    return values[name] ?? []
  }

  /// The value of an option as a whole number of at least `lower`; nil if it is absent.
  func wholeNumber(_ name: String, atLeast lower: Int) throws(CommandLineError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), number >= lower else {
      throw failure(.badValue(option: name, found: text, expected: "a whole number at least \(lower)"))
    }
    return number
  }

  /// The value of an option as a finite number of at least `lower`; nil if it is absent.
  func number(_ name: String, atLeast lower: Double) throws(CommandLineError) -> Double? {
    guard let text = text(name) else { return nil }
    guard let number = Double(text), number.isFinite, number >= lower else {
      throw failure(.badValue(option: name, found: text, expected: "a number at least \(lower)"))
    }
    return number
  }

  /// The value of an option as evenly spaced times, `START:STOP:COUNT`; nil if it is absent.
  func timeGrid(_ name: String) throws(CommandLineError) -> TimeGrid? {
    guard let text = text(name) else { return nil }
    guard let grid = TimeGrid(text) else {
      throw failure(
        .badValue(
          option: name, found: text,
          expected: "START:STOP:COUNT, two different numbers and a whole number from 2 on, as in 0:10:101"))
    }
    return grid
  }

  /// Makes sure that two flags are not given together.
  func requireNotBoth(_ name: String, _ other: String) throws(CommandLineError) {
    guard !flag(name) || !flag(other) else { throw failure(.conflict(name, other)) }
  }

  /// Makes sure that a flag is given where another one needs it.
  func require(_ name: String, by other: String) throws(CommandLineError) {
    guard flag(name) || !flag(other) else { throw failure(.missingOption(name)) }
  }

  /// The error of a value that a subcommand cannot use.
  func badValue(_ name: String, expected: String) -> CommandLineError {
    failure(.badValue(option: name, found: text(name) ?? "", expected: expected))
  }

  private func declared(_ name: String) {
    precondition(command.option(name) != nil, "\(command.name) declares no option \(name)")
  }

  private func failure(_ problem: CommandLineError.Problem) -> CommandLineError {
    CommandLineError(problem: problem, command: invocation)
  }
}

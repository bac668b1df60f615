import Text

extension ProgramSpecification {
  /// Understands the arguments after the program's name.
  ///
  /// An option's value follows as the next argument or after `=`; a value that begins with `--` can only follow `=`.
  /// All after `--` are operands. `--help` (or `-h`) wins over everything else.
  package func parse(_ words: [String]) throws(CommandLineError) -> Invocation {
    guard let first = words.first else { throw CommandLineError(problem: .noCommand, command: name) }
    if first == "--help" || first == "-h" { return .help(help()) }
    if first == "--version" { return .version("\(name) \(version)") }
    if first.hasPrefix("-") {
      let suggestion = NearestName.among(["--help", "--version"], to: first)
      throw CommandLineError(problem: .unknownOption(first, suggestion: suggestion), command: name)
    }
    guard var command = command(first) else {
      let suggestion = NearestName.among(commands.map(\.name), to: first)
      throw CommandLineError(problem: .unknownCommand(first, suggestion: suggestion), command: name)
    }
    var rest = words.dropFirst()
    if !command.parts.isEmpty, let word = rest.first, word != "--help", word != "-h" {
      command = try part(word, of: command)
      rest = rest.dropFirst()
    }
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      return .help(help(for: command))
    }
    guard case .run(let run) = command.action else {
      throw CommandLineError(problem: .noPart(command.partWords), command: "\(name) \(command.name)")
    }
    var parser = CommandLineParser(command: command, invocation: "\(name) \(command.name)")
    return .command(try parser.parse(rest), run: run)
  }

  private func part(
    _ word: String, of command: CommandSpecification
  ) throws(CommandLineError) -> CommandSpecification {
    guard let part = command.part(word) else {
      let suggestion = NearestName.among(command.partWords, to: word)
      throw CommandLineError(
        problem: .unknownCommand("\(command.name) \(word)", suggestion: suggestion.map { "\(command.name) \($0)" }),
        command: "\(name) \(command.name)")
    }
    return part
  }
}

/// Sorts the arguments of a subcommand into operands and options.
private struct CommandLineParser {
  let command: CommandSpecification
  let invocation: String
  var operands: [String] = []
  var values: [String: [String]] = [:]

  init(command: CommandSpecification, invocation: String) {
    self.command = command
    self.invocation = invocation
  }

  mutating func parse(_ words: ArraySlice<String>) throws(CommandLineError) -> Arguments {
    var words = words
    while let word = words.popFirst() {
      if word == "--" {
        operands += words
        break
      } else if word.hasPrefix("-") && word != "-" {
        try takeOption(word, &words)
      } else {
        operands.append(word)
      }
    }
    try check()
    return Arguments(command: command, invocation: invocation, operands: operands, values: values)
  }

  private mutating func takeOption(_ word: String, _ words: inout ArraySlice<String>) throws(CommandLineError) {
    let mark = word.firstIndex(of: "=")
    let name = String(mark.map { word[..<$0] } ?? word[...])
    var value = mark.map { String(word[word.index(after: $0)...]) }
    guard let option = command.option(name) else {
      let suggestion = NearestName.among(command.options.map(\.name) + ["--help"], to: name)
      throw failure(.unknownOption(name, suggestion: suggestion))
    }
    if let valueName = option.valueName {
      if value == nil, let next = words.first, !next.hasPrefix("--") { value = words.removeFirst() }
      guard let value, !value.isEmpty else { throw failure(.missingValue(option: name, valueName: valueName)) }
      guard option.choices.isEmpty || option.choices.contains(value) else {
        let near = NearestName.among(option.choices, to: value)
        let expected = near ?? "one of " + option.choices.joined(separator: ", ")
        throw failure(.badValue(option: name, found: value, expected: expected))
      }
      if case .value = option.kind, values[name] != nil { throw failure(.repeatedOption(name)) }
      values[name, default: []].append(value)
    } else {
      if value != nil { throw failure(.unexpectedValue(option: name)) }
      values[name] = []
    }
  }

  private func check() throws(CommandLineError) {
    if operands.count > command.operands.count {
      throw failure(.excessOperand(operands[command.operands.count]))
    }
    for missing in command.operands.dropFirst(operands.count) where !missing.isOptional {
      throw failure(.missingOperand(missing.name))
    }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw failure(.missingOption(option.heading))
    }
  }

  private func failure(_ problem: CommandLineError.Problem) -> CommandLineError {
    CommandLineError(problem: problem, command: invocation)
  }
}

/// An option of a subcommand, and the type of what it gives: a flag a truth value, `--noise SIGMA` a number or nil.
///
/// A subcommand declares its options as constants, lists them in the order of its help, and asks its ``Arguments`` for
/// the value of each by the constant.
package struct Option<Value>: DeclaredOption {
  package let specification: OptionSpecification
  /// The value of what was given, in the order of the command line; nil where the option was not.
  let read: @Sendable (_ texts: [String]?) throws(CommandLineError.Problem) -> Value
}

/// An option whatever the type of what it gives, as subcommands list them.
package protocol DeclaredOption: Sendable {
  /// What is told of it.
  var specification: OptionSpecification { get }
}

extension Option<Bool> {
  /// An option without a value: whether it is given.
  package static func flag(_ name: String, help: String) -> Option {
    Option(specification: OptionSpecification(name: name, kind: .flag, help: help)) { $0 != nil }
  }
}

extension Option<[String]> {
  /// An option that may be given several times, with values that may differ from host to host.
  package static func repeated(_ name: String, _ valueName: String, help: String) -> Option {
    Option(
      specification: OptionSpecification(name: name, kind: .repeated(valueName), mayDifferByHost: true, help: help)
    ) { $0 ?? [] }
  }
}

extension Option<String> {
  /// The path of a file that the subcommand cannot do without; hosts may have different ones.
  package static func requiredPath(_ name: String, _ valueName: String, help: String) -> Option {
    let specification = OptionSpecification(
      name: name, kind: .value(valueName), isRequired: true, mayDifferByHost: true, help: help)
    return Option(specification: specification) { (texts) throws(CommandLineError.Problem) in
      guard let text = texts?.last else { throw .missingOption(specification.heading) }
      return text
    }
  }
}

extension Option<String?> {
  /// The path of a file or directory, which may differ from host to host.
  package static func path(_ name: String, _ valueName: String, default text: String? = nil, help: String) -> Option {
    Option(
      specification: OptionSpecification(
        name: name, kind: .value(valueName), mayDifferByHost: true, defaultText: text, help: help)
    ) { $0?.last }
  }

  /// Any text.
  package static func text(_ name: String, _ valueName: String, default text: String? = nil, help: String) -> Option {
    .value(name, valueName, default: text, expected: "text", help: help) { $0 }
  }
}

extension Option<Int?> {
  /// A whole number of at least `lower`.
  package static func wholeNumber(
    _ name: String, _ valueName: String, atLeast lower: Int, default text: String? = nil, help: String
  ) -> Option {
    .value(name, valueName, default: text, expected: "a whole number at least \(lower)", help: help) {
      Int($0).flatMap { $0 >= lower ? $0 : nil }
    }
  }
}

extension Option<Double?> {
  /// A finite number of at least `lower`.
  package static func number(
    _ name: String, _ valueName: String, atLeast lower: Double, default text: String? = nil, help: String
  ) -> Option {
    .value(name, valueName, default: text, expected: "a number at least \(lower)", help: help) {
      Double($0).flatMap { $0.isFinite && $0 >= lower ? $0 : nil }
    }
  }
}

extension Option {
  /// One of the cases of a type, by its raw value.
  package static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, default text: String, help: String
  ) -> Option where Value == Choice? {
    Option(
      specification: OptionSpecification(
        name: name, kind: .value("NAME"), choices: Choice.allCases.map(\.rawValue), defaultText: text, help: help)
    ) { $0?.last.flatMap { Choice(rawValue: $0) } }
  }

  /// A value that is read from its text.
  ///
  /// - Parameters:
  ///   - name: the name with its dashes.
  ///   - valueName: what the usage calls the value.
  ///   - text: what holds without the option, in words.
  ///   - expected: what to give, in words.
  ///   - help: what the option does, in a sentence or two.
  ///   - read: the value of a text; nil for a text that is none.
  package static func value<Wrapped>(
    _ name: String, _ valueName: String, default text: String? = nil, expected: String, help: String,
    read: @escaping @Sendable (String) -> Wrapped?
  ) -> Option where Value == Wrapped? {
    Option(
      specification: OptionSpecification(name: name, kind: .value(valueName), defaultText: text, help: help)
    ) { (texts) throws(CommandLineError.Problem) in
      guard let text = texts?.last else { return nil }
      guard let value = read(text) else { throw .badValue(option: name, found: text, expected: expected) }
      return value
    }
  }
}

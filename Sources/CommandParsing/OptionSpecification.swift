/// What is told of an option, whatever the type of what it gives: enough to parse a command line and to help with it.
package struct OptionSpecification: Sendable {
  /// What follows the option's name.
  enum Kind: Sendable, Equatable {
    /// Nothing: the option is there or not.
    case flag
    /// A value, called so in the usage.
    case value(String)
    /// A value each time the option is given, any number of times.
    case repeated(String)
  }

  /// The name with its dashes.
  package let name: String
  /// What follows the name.
  let kind: Kind
  /// Whether the subcommand cannot do without.
  var isRequired = false
  /// Whether each host may have a value of its own: a path, or a key of a job, which is compared as a whole.
  var mayDifferByHost = false
  /// The only values; empty: all.
  package internal(set) var choices: [String] = []
  /// What holds without the option, in words; nil where the help says it or nothing does.
  var defaultText: String?
  /// What the option does, in a sentence or two.
  let help: String

  /// The name of the value; nil for a flag.
  var valueName: String? {
    switch kind {
    case .flag: nil
    case .value(let name), .repeated(let name): name
    }
  }

  /// The option as the usage line shows it: `[--set KEY=VALUE]...`.
  var usage: String {
    switch kind {
    case .repeated: "[\(heading)]..."
    default: isRequired ? heading : "[\(heading)]"
    }
  }

  /// The option and its value: `--set KEY=VALUE`.
  package var heading: String { valueName.map { "\(name) \($0)" } ?? name }

  /// The help with choices, repetition and default.
  var fullHelp: String {
    var text = help
    if !choices.isEmpty { text += " One of \(choices.joined(separator: ", "))." }
    if case .repeated = kind { text += " May be repeated." }
    if isRequired { text += " Required." }
    if let defaultText { text += " Default: \(defaultText)." }
    return text
  }
}

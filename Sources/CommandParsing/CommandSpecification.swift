import Host

/// A subcommand: what it takes, what people are told about it, and what it does.
///
/// Parsing and help both come from this.
package struct CommandSpecification: Sendable {
  /// Does the work of a subcommand; gives its exit code.
  package typealias Run = @Sendable (Arguments) throws -> ExitCode

  /// What happens where the subcommand is named.
  enum Action: Sendable {
    /// It runs.
    case run(Run)
    /// The word after its name chooses from these.
    case choose([CommandSpecification])
  }

  /// The name on the command line; of a part, the name of its command before it.
  package let name: String
  /// What it does, in a few words.
  let summary: String
  /// More about it, in running text; empty: nothing more.
  let discussion: String
  /// Arguments told by their place, in order.
  package let operands: [Operand]
  /// Arguments told by their name.
  package let options: [OptionSpecification]
  /// Command lines that show its use.
  package let examples: [String]
  /// The exit codes it may end with.
  package let exitCodes: [ExitCode]
  /// What happens where it is named.
  let action: Action

  /// A subcommand that runs.
  package init(
    name: String, summary: String, discussion: String = "", operands: [Operand] = [],
    options: [any DeclaredOption] = [], examples: [String], exitCodes: [ExitCode], run: @escaping Run
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.options = options.map(\.specification)
    self.examples = examples
    self.exitCodes = exitCodes
    action = .run(run)
  }

  /// A subcommand of parts, each named by its own word and this one's before it.
  package init(
    name: String, summary: String, discussion: String, parts: [CommandSpecification], examples: [String],
    exitCodes: [ExitCode]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    operands = []
    options = []
    self.examples = examples
    self.exitCodes = exitCodes
    action = .choose(parts)
  }

  /// What the word after the name chooses from; empty for a command of its own.
  package var parts: [CommandSpecification] {
    if case .choose(let parts) = action { parts } else { [] }
  }

  /// The part that a word after the name chooses; nil if there is none.
  func part(_ word: String) -> CommandSpecification? {
    parts.first { $0.name == "\(name) \(word)" }
  }

  /// The words that choose a part.
  var partWords: [String] { parts.map { String($0.name.dropFirst(name.count + 1)) } }

  /// The option of that name; nil if there is none.
  func option(_ name: String) -> OptionSpecification? {
    options.first { $0.name == name }
  }
}

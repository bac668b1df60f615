import Host

/// A subcommand: what it takes and what people are told about it.
///
/// Parsing and help both come from this.
struct CommandSpecification: Sendable {
  /// The name on the command line; of a part, the name of its command before it.
  let name: String
  /// What it does, in a few words.
  let summary: String
  /// More about it, in running text; empty: nothing more.
  var discussion = ""
  /// Arguments told by their place, in order.
  var operands: [OperandSpecification] = []
  /// Arguments told by their name.
  var options: [OptionSpecification] = []
  /// What the word after the name chooses from; empty for a command of its own.
  var parts: [CommandSpecification] = []
  /// Command lines that show its use.
  let examples: [String]
  /// The exit codes it may end with.
  let exitCodes: [ExitCode]

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

/// A subcommand: what it takes and what people are told about it.
///
/// Parsing and help both come from this.
struct CommandSpecification: Sendable {
  /// The name on the command line.
  let name: String
  /// What it does, in a few words.
  let summary: String
  /// More about it, in running text; empty: nothing more.
  var discussion = ""
  /// Arguments told by their place, in order.
  var operands: [OperandSpecification] = []
  /// Arguments told by their name.
  var options: [OptionSpecification] = []
  /// Command lines that show its use.
  let examples: [String]
  /// The exit codes it may end with.
  let exitCodes: [ExitCode]

  /// The option of that name; nil if there is none.
  func option(_ name: String) -> OptionSpecification? {
    options.first { $0.name == name }
  }
}

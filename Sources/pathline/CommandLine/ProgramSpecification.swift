/// A program of subcommands.
struct ProgramSpecification: Sendable {
  /// The name on the command line.
  let name: String
  /// The version that `--version` prints.
  let version: String
  /// What the program does, in a sentence.
  let summary: String
  /// The subcommands, in the order of the help.
  let commands: [CommandSpecification]

  /// The subcommand of that name; nil if there is none.
  func command(_ name: String) -> CommandSpecification? {
    commands.first { $0.name == name }
  }
}

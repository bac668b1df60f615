/// A program of subcommands.
package struct ProgramSpecification: Sendable {
  /// The name on the command line.
  package let name: String
  /// The version that `--version` prints.
  package let version: String
  /// What the program does, in a sentence.
  let summary: String
  /// The subcommands, in the order of the help.
  package let commands: [CommandSpecification]

  /// Describes a program.
  package init(name: String, version: String, summary: String, commands: [CommandSpecification]) {
    self.name = name
    self.version = version
    self.summary = summary
    self.commands = commands
  }

  /// The subcommand of that name; nil if there is none.
  func command(_ name: String) -> CommandSpecification? {
    commands.first { $0.name == name }
  }
}

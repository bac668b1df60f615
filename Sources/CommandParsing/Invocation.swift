import Host

/// What a command line asks for.
package enum Invocation: Sendable {
  /// To print a help text.
  case help(String)
  /// To print a version.
  case version(String)
  /// To do the work of a subcommand on these arguments.
  case command(Arguments, run: CommandSpecification.Run)
}

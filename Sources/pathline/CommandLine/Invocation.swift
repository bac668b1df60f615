/// What a command line asks for.
enum Invocation: Sendable {
  /// To print a help text.
  case help(String)
  /// To print a version.
  case version(String)
  /// To run the subcommand of these arguments.
  case command(Arguments)
}

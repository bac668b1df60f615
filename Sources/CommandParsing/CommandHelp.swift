import Host
import Text

extension ProgramSpecification {
  /// Columns of a help text.
  private static let width = 100

  /// The help of the program: its subcommands and exit codes.
  func help() -> String {
    var lines = ["Usage: \(name) SUBCOMMAND [ARGUMENTS]", ""]
    lines += TextWrap.lines(summary, width: Self.width)
    lines += section("Subcommands", commands.map { ($0.name, $0.summary) })
    lines += section(
      "Options",
      [
        ("--help", "Prints this help or, after a subcommand, that of the subcommand."),
        ("--version", "Prints the version."),
      ])
    lines += section("Exit codes", ExitCode.allCases.map { (String($0.rawValue), $0.meaning) })
    return lines.joined(separator: "\n")
  }

  /// The help of a subcommand: usage, arguments with defaults, examples and exit codes.
  func help(for command: CommandSpecification) -> String {
    let start = "Usage: \(name) \(command.name)"
    let choice = command.parts.isEmpty ? [] : [command.partWords.joined(separator: "|"), "[ARGUMENTS]"]
    let arguments = choice + command.operands.map(\.usage) + command.options.map(\.usage)
    var lines = usage(start: start, arguments)
    lines += [""] + TextWrap.lines(command.summary + ".", width: Self.width)
    if !command.discussion.isEmpty { lines += [""] + TextWrap.lines(command.discussion, width: Self.width) }
    lines += section("Subcommands", command.parts.map { ($0.name, $0.summary) })
    lines += section("Operands", command.operands.map { ($0.name, $0.help) })
    lines += section("Options", command.options.map { ($0.heading, $0.fullHelp) })
    lines += ["", command.examples.count == 1 ? "Example:" : "Examples:"] + command.examples.map { "  " + $0 }
    lines += section("Exit codes", command.exitCodes.map { (String($0.rawValue), $0.meaning) })
    return lines.joined(separator: "\n")
  }

  /// The usage, broken between arguments and not within them.
  private func usage(start: String, _ arguments: [String]) -> [String] {
    var lines = [start]
    let indentation = String(repeating: " ", count: start.count)
    for argument in arguments {
      if lines[lines.count - 1].count + 1 + argument.count > Self.width { lines.append(indentation) }
      lines[lines.count - 1] += " " + argument
    }
    return lines
  }

  /// A heading and its entries, each with a wrapped text beside it; nothing without entries.
  private func section(_ heading: String, _ entries: [(name: String, text: String)]) -> [String] {
    if entries.isEmpty { return [] }
    var table = TextTable([.left, .left])
    let column = 4 + (entries.map(\.name.count).max() ?? 0)
    for entry in entries {
      let wrapped = TextWrap.lines(entry.text, width: Self.width - column)
      for (index, line) in wrapped.enumerated() { table.add([index == 0 ? entry.name : "", line]) }
    }
    return ["", heading + ":"] + table.lines(indentation: 2)
  }
}

import CommandParsing
import Host
import Testing

@testable import pathline

@Suite struct HelpTests {
  private let program = ProgramSpecification.pathline

  /// A command line that asks for help and is taken for something else.
  private struct NoHelp: Error {
    let parsed: String
  }

  private func help(_ words: String...) throws -> String {
    // A part of a command is named by two words.
    let parsed = try program.parse(words.flatMap { $0.split(separator: " ").map(String.init) })
    guard case .help(let text) = parsed else { throw NoHelp(parsed: "\(parsed)") }
    return text
  }

  /// Commands of their own, commands of parts, and the parts.
  private var everyCommand: [CommandSpecification] { program.commands + program.commands.flatMap(\.parts) }

  @Test func programHelpListsEverySubcommandAndExitCode() throws {
    let text = try help("--help")
    #expect(text == (try help("-h")))
    for command in program.commands { #expect(text.contains("\n  \(command.name) ")) }
    for code in 0...7 { #expect(text.contains("\n  \(code)  ")) }
  }

  @Test func commandHelpListsEverythingTheCommandTakes() throws {
    for command in everyCommand {
      let text = try help(command.name, "--help")
      for part in command.parts { #expect(text.contains("\n  \(part.name) ")) }
      #expect(text.hasPrefix("Usage: pathline \(command.name)"))
      for option in command.options {
        #expect(text.contains("\n  \(option.heading)  "), "\(command.name) \(option.name)")
        for choice in option.choices { #expect(text.contains(choice)) }
      }
      for operand in command.operands { #expect(text.contains("\n  \(operand.name)  ")) }
      #expect(text.contains("\nExample"))
      #expect(text.contains("\nExit codes:\n  0  done"))
      for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test func onlyCompareEndsWithOne() throws {
    for command in everyCommand {
      #expect(command.exitCodes.contains(.different) == (command.name == "compare"), "\(command.name)")
    }
  }

  @Test func helpWinsOverErrorsButNotBehindTwoDashes() throws {
    #expect(try help("train", "--bogus", "-h").hasPrefix("Usage: pathline train JOB [--set KEY=VALUE]..."))
    guard case .command(let inspection, _) = try program.parse(["inspect", "--", "--help"]) else {
      Issue.record("a file called --help is not inspected")
      return
    }
    #expect(inspection.command.name == "inspect" && inspection[InspectCommand.file] == "--help")
  }

  @Test func versionIsPrinted() throws {
    guard case .version(let text) = try program.parse(["--version"]) else {
      Issue.record("no version")
      return
    }
    #expect(text == "pathline \(program.version)")
  }

  /// Every example is a command line that the program understands.
  @Test func examplesParse() throws {
    for command in everyCommand {
      for example in command.examples {
        let words = example.split(separator: " ").map(String.init)
        let start = try #require(words.firstIndex(of: "pathline"))
        guard case .command(let arguments, _) = try program.parse(Array(words[(start + 1)...])) else {
          Issue.record("\(example)")
          continue
        }
        #expect(arguments.command.name == command.name || command.parts.contains { $0.name == arguments.command.name })
      }
    }
  }

  @Test func namesAreUniqueAndOptionalOperandsLast() {
    #expect(Set(program.commands.map(\.name)).count == program.commands.count)
    for command in everyCommand {
      #expect(command.parts.allSatisfy { $0.name.hasPrefix(command.name + " ") && $0.parts.isEmpty })
      #expect(command.parts.isEmpty || (command.options.isEmpty && command.operands.isEmpty))
      #expect(Set(command.options.map(\.name)).count == command.options.count)
      #expect(command.operands.dropLast().allSatisfy { !$0.isOptional })
      #expect(command.options.allSatisfy { $0.name.hasPrefix("--") })
    }
  }
}

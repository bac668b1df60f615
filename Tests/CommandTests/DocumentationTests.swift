import CommandParsing
import Foundation
import Testing

@testable import pathline

@Suite struct DocumentationTests {
  /// Every command line of the program in the pages of the top folder and of `docs/`.
  private static let lines: [String] = {
    (Checkout.files(".md") + Checkout.files(".md", in: "docs")).flatMap { page in
      let text = (try? Checkout.text(page)) ?? ""
      // Fenced blocks are the odd parts between fences, code within a line the odd parts between marks.
      let parts = text.components(separatedBy: "```").enumerated()
      let blocks = parts.filter { $0.offset % 2 == 1 }.flatMap { $0.element.components(separatedBy: "\n") }
      let inline = parts.filter { $0.offset % 2 == 0 }.flatMap { part in
        part.element.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      }
      return blocks + inline
    }
  }()

  /// What follows the program's name in a command line, without a comment or a redirection; nil where it is not the
  /// program's.
  private static func words(_ line: String) -> [String]? {
    let command = line.components(separatedBy: " #")[0].components(separatedBy: " > ")[0]
    var words = command.split(separator: " ").map { String($0) }
    if words.first == "mpirun" || words.first == "srun" {
      words = Array(words.drop { !$0.hasSuffix("pathline") })
    }
    guard let name = words.first, name == "pathline" || name.hasSuffix("/pathline"), words.count > 1 else { return nil }
    return Array(words.dropFirst())
  }

  @Test func everyCommandLineParses() throws {
    let commands = Self.lines.compactMap { line in Self.words(line).map { (line, $0) } }
    #expect(commands.count > 20)
    for (line, words) in commands where words[0] != "COMMAND" {
      let program = ProgramSpecification.pathline
      // A sentence may speak of a subcommand by its name alone.
      if words.count == 1, program.commands.contains(where: { $0.name == words[0] }) { continue }
      #expect(throws: Never.self, "\(line)") { try program.parse(words) }
    }
  }

  /// Code shown as an example is the code that is there.
  @Test func examplesOfStyleAreQuoted() throws {
    let parts = try Checkout.text("CONTRIBUTING.md").components(separatedBy: "```swift\n")
    #expect(parts.count == 1 + 3)
    for (before, block) in zip(parts, parts.dropFirst()) {
      let source = try #require(before.components(separatedBy: "`").last { $0.hasPrefix("Sources/") })
      let code = block.components(separatedBy: "```")[0]
      #expect(try Checkout.text(source).contains(code), "\(source) does not hold\n\(code)")
    }
  }

  /// A release gives the program its version and the changelog a section of that name.
  @Test func newestReleaseIsTheProgramsVersion() throws {
    let headings = try Checkout.text("CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
    let newest = try #require(headings.first { $0 != "## Unreleased" })
    #expect(newest.split(separator: " ").dropFirst().first.map(String.init) == ProgramSpecification.pathline.version)
  }
}

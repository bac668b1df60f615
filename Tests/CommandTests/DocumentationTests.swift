import Foundation
import Testing

@testable import pathline

@Suite struct DocumentationTests {
  /// Every command line of the program in the README and in `docs/`.
  private static let lines: [String] = {
    let checkout = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let docs = checkout.appendingPathComponent("docs")
    let pages = ((try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? [])
      .filter { $0.hasSuffix(".md") }.map { docs.appendingPathComponent($0) }
    return (pages + [checkout.appendingPathComponent("README.md")]).sorted { $0.path < $1.path }.flatMap { page in
      let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
      // Fenced blocks are the odd parts between fences, code within a line the odd parts between marks.
      let parts = text.components(separatedBy: "```").enumerated()
      let blocks = parts.filter { $0.offset % 2 == 1 }.flatMap { $0.element.components(separatedBy: "\n") }
      let inline = parts.filter { $0.offset % 2 == 0 }.flatMap { part in
        part.element.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      }
      return blocks + inline
    }
  }()

  /// What follows the program's name in a command line, without a comment; nil where it is not the program's.
  private static func words(_ line: String) -> [String]? {
    let command = line.components(separatedBy: " #")[0]
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
}

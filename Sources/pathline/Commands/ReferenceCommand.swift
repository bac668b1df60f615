import CommandParsing
import Host
import Jobs

/// `pathline reference`: the reference of the job file.
enum ReferenceCommand {
  static let specification = CommandSpecification(
    name: "reference",
    summary: "Prints the reference of the job file as Markdown",
    examples: ["pathline reference"],
    exitCodes: [.done, .badRequest, .inputOutput], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    try StandardOutput.print(JobReference.markdown(), terminator: "")
    return .done
  }
}

import CommandParsing
import Diagnostics
import Host
import Jobs
import Messaging
import Training

/// `pathline check`: reads and checks a job and its data; certifies the gradient if asked to.
enum CheckCommand {
  static let gradient = Option.flag(
    "--gradient",
    help: "Also certifies the gradient of the first batch: against finite differences of the loss, against the "
      + "tangent of every step, and at the job's own precision. A gradient that fails ends with exit code 5.")
  static let json = Option.flag(
    "--json", help: "With --gradient: prints the check alone, as one JSON object.")

  static let specification = CommandSpecification(
    name: "check",
    summary: "Reads and checks a job and its data, and prints shapes, memory and the shares of the ranks",
    operands: [.job],
    options: [gradient, json, Option.set],
    examples: ["pathline check jobs/spiral.json5 --gradient"],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.require(gradient, by: json)
    let isWanted = try arguments[gradient]
    let isJSON = try arguments[json]
    let overrides = try arguments[.set]
    let (plan, check) = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      let job = try Job.load(arguments[.job], overrides: overrides, communicator: communicator)
      return try JobCheck.run(job, withGradient: isWanted, communicator: communicator)
    }
    if Ranks.isFirst {
      if !isJSON { try StandardOutput.print(plan) }
      if let check {
        try StandardOutput.print(isJSON ? check.json : "\n" + check.text)
        return check.isPassed ? .done : .numerical
      }
    }
    return .done
  }
}

import Diagnostics
import Host
import Jobs
import Messaging
import Training

/// `pathline check`: reads and checks a job and its data; certifies the gradient if asked to.
enum CheckCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    try arguments.require("--gradient", by: "--json")
    let path = try arguments.requiredOperand("JOB")
    let isWanted = arguments.flag("--gradient")
    let isJSON = arguments.flag("--json")
    let (plan, certificate) = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      let job = try Job.load(path, overrides: arguments.texts("--set"), communicator: communicator)
      return try JobCheck.run(job, withGradient: isWanted, communicator: communicator)
    }
    if Ranks.isFirst {
      if !isJSON { try StandardOutput.print(plan) }
      if let certificate {
        try StandardOutput.print(isJSON ? certificate.json : "\n" + certificate.text)
        return certificate.isPassed ? .done : .numerical
      }
    }
    return .done
  }
}

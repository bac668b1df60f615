import Benchmarks
@preconcurrency import Glibc
import Host
import Jobs
import Messaging
import Text
import Training

/// `pathline bench train`: the training steps of a peers' file, measured.
enum BenchTrainCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let request = try request(arguments)
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try TrainingBenchmark.run(request, communicator: communicator)
    }
    if Ranks.isFirst { try StandardOutput.print(report.json) }
    guard let disagreement = report.disagreement else { return .done }
    if Ranks.isFirst { fputs("pathline: \(disagreement)\n", stderr) }
    return .numerical
  }

  private static func request(_ arguments: Arguments) throws -> TrainingBenchmarkRequest {
    typealias Request = TrainingBenchmarkRequest
    var request = Request(file: try arguments.requiredText("--from"))
    request.workload = arguments.text("--workload").flatMap { Request.Workload(rawValue: $0) }
    request.method = arguments.text("--method").flatMap { Request.Method(rawValue: $0) } ?? request.method
    request.gradient = arguments.text("--gradient").flatMap { JobGradient.Method(rawValue: $0) } ?? request.gradient
    request.precision = arguments.text("--dtype").flatMap { JobPrecision(rawValue: $0) } ?? request.precision
    request.iterations = try arguments.wholeNumber("--iters", atLeast: 1) ?? request.iterations
    request.warmup = try arguments.wholeNumber("--warmup", atLeast: 0) ?? request.warmup
    request.group = try arguments.wholeNumber("--group", atLeast: 1)
    if let text = arguments.text("--memory") {
      guard let memory = ByteCount(text) else { throw arguments.badValue("--memory", expected: "a size as 64MiB") }
      request.memory = memory
    }
    return request
  }
}

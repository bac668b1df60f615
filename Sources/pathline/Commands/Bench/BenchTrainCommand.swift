import Benchmarks
import CommandParsing
@preconcurrency import Glibc
import Host
import Jobs
import Messaging
import Text

/// `pathline bench train`: the training steps of a peers' file, measured.
enum BenchTrainCommand {
  typealias Request = TrainingBenchmarkRequest

  static let file = Option.requiredPath("--from", "FILE.h5", help: "The peers' file.")
  static let workload = Option<Request.Workload?>.choice(
    "--workload", default: "whatever the file holds", help: "The workload that the file must hold.")
  static let method = Option<Request.Method?>.choice(
    "--method", default: "dopri5", help: "Adaptive steps, or one step of the 3/8 rule from observation to observation.")
  static let gradient = Option<JobGradient.Method?>.choice(
    "--gradient", default: "discrete", help: "How the loss is differentiated.")
  static let precision = Option<JobPrecision?>.choice("--dtype", default: "float32", help: "The number type.")
  static let iterations = Option.wholeNumber(
    "--iters", "COUNT", atLeast: 1, default: "\(Request.usualIterations)", help: "Measured steps.")
  static let warmup = Option.wholeNumber(
    "--warmup", "COUNT", atLeast: 0, default: "\(Request.usualWarmup)", help: "Steps before them, which train too.")
  static let group = Option.wholeNumber(
    "--group", "COUNT", atLeast: 1, default: "the batch in one equal part per rank",
    help: "Windows solved together, with one step size.")
  static let memory = Option<ByteCount?>.value(
    "--memory", "BYTES", default: "\(Request.usualMemory)", expected: "a size as 64MiB",
    help: "Memory for snapshots and stages of a group, gradient.memory of a job; as 64MiB.", read: ByteCount.init)

  static let specification = CommandSpecification(
    name: "bench train",
    summary: "Does the training steps of a peers' file, and compares time and losses with theirs",
    discussion:
      "A script of docs/benchmarks/peers writes FILE with --export: data, batches, initial weights, and the losses it "
      + "got. The program starts from the same and prints one line of JSON with the figures that the scripts print. In "
      + "float64 its losses must agree with those in FILE that were got by the same method and gradient: within 1e-9 "
      + "of each for fixed steps, within 100 times the relative tolerance for adaptive ones. Otherwise the exit code "
      + "is 5.",
    options: [file, workload, method, gradient, precision, iterations, warmup, group, memory],
    examples: [
      "pathline bench train --from w1.h5 --workload W1 --gradient backsolve",
      "mpirun -np 2 pathline bench train --from w1b.h5 --method rk4-38 --dtype float64",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    let request = try request(arguments)
    let report = try Ranks.together(arguments.sharedText) { communicator throws(PathlineError) in
      try TrainingBenchmark.run(request, communicator: communicator)
    }
    if Ranks.isFirst { try StandardOutput.print(report.json) }
    guard let disagreement = report.disagreement else { return .done }
    if Ranks.isFirst { fputs("pathline: \(disagreement)\n", stderr) }
    return .numerical
  }

  private static func request(_ arguments: Arguments) throws -> Request {
    var request = Request(file: try arguments[file])
    request.workload = try arguments[workload]
    request.method = try arguments[method] ?? request.method
    request.gradient = try arguments[gradient] ?? request.gradient
    request.precision = try arguments[precision] ?? request.precision
    request.iterations = try arguments[iterations] ?? request.iterations
    request.warmup = try arguments[warmup] ?? request.warmup
    request.group = try arguments[group]
    request.memory = try arguments[memory] ?? request.memory
    return request
  }
}

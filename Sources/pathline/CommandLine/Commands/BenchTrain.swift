import Benchmarks
import Host
import Jobs
import Messaging
import Training

extension CommandSpecification {
  static let benchTrain = CommandSpecification(
    name: "bench train",
    summary: "Does the training steps of a peers' file, and compares time and losses with theirs",
    discussion:
      "A script of docs/benchmarks/peers writes FILE with --export: data, batches, initial weights, and the losses it "
      + "got. The program starts from the same and prints one line of JSON with the figures that the scripts print. In "
      + "float64 its losses must agree with those in FILE that were got by the same method and gradient: within 1e-9 "
      + "of each for fixed steps, within 100 times the relative tolerance for adaptive ones. Otherwise the exit code "
      + "is 5.",
    options: [
      OptionSpecification(name: "--from", kind: .value("FILE.h5"), isRequired: true, help: "The peers' file."),
      OptionSpecification(
        name: "--workload", kind: .value("NAME"),
        choices: TrainingBenchmarkRequest.Workload.allCases.map(\.rawValue), defaultText: "whatever the file holds",
        help: "The workload that the file must hold."),
      OptionSpecification(
        name: "--method", kind: .value("NAME"), choices: TrainingBenchmarkRequest.Method.allCases.map(\.rawValue),
        defaultText: "dopri5", help: "Adaptive steps, or one step of the 3/8 rule from observation to observation."),
      OptionSpecification(
        name: "--gradient", kind: .value("NAME"), choices: JobGradient.Method.allCases.map(\.rawValue),
        defaultText: "discrete", help: "How the loss is differentiated."),
      OptionSpecification(
        name: "--dtype", kind: .value("NAME"), choices: JobPrecision.allCases.map(\.rawValue), defaultText: "float32",
        help: "The number type."),
      OptionSpecification(
        name: "--iters", kind: .value("COUNT"), defaultText: "\(TrainingBenchmarkRequest.usualIterations)",
        help: "Measured steps."),
      OptionSpecification(
        name: "--warmup", kind: .value("COUNT"), defaultText: "\(TrainingBenchmarkRequest.usualWarmup)",
        help: "Steps before them, which train too."),
      OptionSpecification(
        name: "--group", kind: .value("COUNT"), defaultText: "the batch in one equal part per rank",
        help: "Windows solved together, with one step size."),
      OptionSpecification(
        name: "--memory", kind: .value("BYTES"), defaultText: "\(TrainingBenchmarkRequest.usualMemory)",
        help: "Memory for snapshots and stages of a group, gradient.memory of a job; as 64MiB."),
    ],
    examples: [
      "pathline bench train --from w1.h5 --workload W1 --gradient backsolve",
      "mpirun -np 2 pathline bench train --from w1b.h5 --method rk4-38 --dtype float64",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

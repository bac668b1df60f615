import Host
import Models
import Storage

/// The records of a run as arrays: `history.h5`.
///
/// Variables over the dimension `step` are those of the steps, variables over `evaluation` those of the evaluations.
/// Only
/// `seconds_*`, `imbalance` and `evaluation_seconds` may differ between two runs of a job.
enum HistoryFile {
  /// Writes the file.
  static func write(_ history: RunHistory, seriesNames: [String], title: String?, to path: String) throws(PathlineError)
  {
    try storing { () throws(StorageError) in
      let image = try HDF5Image()
      try image.setAttribute("Conventions", "CF-1.8")
      try image.setAttribute("pathline_kind", "history")
      if let title { try image.setAttribute("title", .string(title)) }
      if !history.steps.isEmpty { try add(history.steps, to: image) }
      if !history.evaluations.isEmpty { try add(history.evaluations, seriesNames, to: image) }
      try image.publish(to: path)
    }
  }

  private static func add(_ steps: [StepRecord], to image: HDF5Image) throws(StorageError) {
    try image.addCoordinate("step", values: steps.map { Int64($0.step) })
    let counts: [(String, KeyPath<StepRecord, Int>)] = [
      ("epoch", \.epoch), ("samples", \.samples), ("dropped", \.dropped), ("groups", \.groups),
      ("nfe_forward", \.nfeForward),
      ("nfe_backward", \.nfeBackward), ("jvps", \.jvps), ("newton_iterations", \.newtonIterations),
      ("factorizations", \.factorizations), ("linear_solves", \.linearSolves), ("accepted", \.accepted),
      ("rejected", \.rejected), ("replayed", \.replayed),
    ]
    for (name, key) in counts {
      try image.addDataset(name, dimensions: ["step"], values: steps.map { Int64($0[keyPath: key]) })
    }
    let numbers: [(String, KeyPath<StepRecord, Double>)] = [
      ("loss", \.loss), ("gradient_norm", \.gradientNorm), ("rate", \.rate), ("imbalance", \.imbalance),
    ]
    for (name, key) in numbers {
      try image.addDataset(name, dimensions: ["step"], values: steps.map { $0[keyPath: key] })
    }
    for (regularizer, name) in zip(Regularizer.allCases, ["kinetic_energy", "jacobian", "second_derivative"])
    where steps.contains(where: { $0.regularizers[regularizer] != nil }) {
      try image.addDataset(name, dimensions: ["step"], values: steps.map { $0.regularizers[regularizer] ?? .nan })
    }
    for phase in Phase.allCases {
      try image.addDataset(
        "seconds_\(phase.name)", dimensions: ["step"], values: steps.map { $0.times.seconds(phase) })
      try image.setAttribute("units", "s", of: "seconds_\(phase.name)")
    }
  }

  private static func add(
    _ evaluations: [EvaluationRecord], _ seriesNames: [String], to image: HDF5Image
  ) throws(StorageError) {
    try image.addDimension("evaluation", length: evaluations.count)
    try image.addDimension("series", length: seriesNames.count)
    try image.addDataset(
      "evaluation_step", dimensions: ["evaluation"], values: evaluations.map { Int64($0.step) })
    let counts: [(String, KeyPath<EvaluationRecord, Int>)] = [
      ("evaluation_nfe", \.nfe), ("evaluation_accepted", \.accepted), ("evaluation_rejected", \.rejected),
      ("evaluation_dropped", \.dropped),
    ]
    for (name, key) in counts {
      try image.addDataset(name, dimensions: ["evaluation"], values: evaluations.map { Int64($0[keyPath: key]) })
    }
    let numbers: [(String, KeyPath<EvaluationRecord, Double>)] = [
      ("evaluation_loss", \.loss), ("mean_absolute_error", \.meanAbsoluteError),
      ("root_mean_square_error", \.rootMeanSquareError), ("evaluation_seconds", \.seconds),
    ]
    for (name, key) in numbers {
      try image.addDataset(name, dimensions: ["evaluation"], values: evaluations.map { $0[keyPath: key] })
    }
    // A failed evaluation explains nothing.
    let explained = evaluations.flatMap { record in
      record.explainedVariance.isEmpty ? seriesNames.map { _ in Double.nan } : record.explainedVariance
    }
    try image.addDataset("explained_variance", dimensions: ["evaluation", "series"], values: explained)
    try image.setAttribute("names", .strings(seriesNames), of: "explained_variance")
  }
}

import Host
import Kernels
import Networks
import Storage
import Text

/// Turns the state of a run into the bytes of a checkpoint file.
///
/// The file is sealed HDF5 and valid netCDF-4. Its bytes depend on the job and the step alone: neither clock nor host
/// nor number of ranks is in it.
///
/// | object | content |
/// |---|---|
/// | `/parameters/NAME` | the parameters by layer |
/// | `/optimizer/BUFFER/NAME` | the optimiser's buffers, shaped like the parameters |
/// | `/best/NAME` | the parameters of the best evaluation, once there is one |
/// | `/job` | the resolved job as text |
/// | `/series` | the names of the series trained on, a JSON array as text; absent where the data set has none |
///
/// The attributes of the file are `pathline_kind`, `format_version`, `precision`, `step`, `epoch`, `item`, `seed`,
/// `optimizer`, `evaluated_step`, `stale_evaluations`, `best_step`, `best_loss`, `job_sha256` and `data_sha256`.
package enum CheckpointWriter {
  /// The version of the layout above.
  static let formatVersion: Int64 = 1

  /// A checkpoint that a run can continue from.
  ///
  /// - Throws: A `.numerical` error where a parameter is not finite.
  package static func checkpoint<Scalar: KernelScalar & StorageScalar>(
    _ state: RunState<Scalar>, of run: CheckpointIdentity
  ) throws(PathlineError) -> [UInt8] {
    guard Scalar.allFinite(state.parameters, count: state.layout.count) else {
      throw PathlineError(
        .numerical,
        """
        step \(state.step): a parameter is not a finite number, so no checkpoint is written; start again with a lower \
        training.optimizer.rate, or set training.clip.
        """
      )
    }
    return try storing { () throws(StorageError) in
      let image = try header("checkpoint", step: state.step, layout: state.layout, Scalar.self, of: run)
      try image.setAttribute("epoch", .integer(Int64(state.position.epoch)))
      try image.setAttribute("item", .integer(Int64(state.position.item)))
      try image.setAttribute("optimizer", .string(run.optimizer))
      try image.setAttribute("evaluated_step", .integer(Int64(state.progress.evaluatedStep)))
      try image.setAttribute("stale_evaluations", .integer(Int64(state.progress.stale)))
      try add(state.parameters, to: image, group: "/parameters", state.layout)
      try image.addGroup("/optimizer")
      for (index, name) in state.optimizer.names.enumerated() {
        try add(state.optimizer[index], to: image, group: "/optimizer/\(name)", state.layout)
      }
      if let bestStep = state.progress.bestStep {
        try image.setAttribute("best_step", .integer(Int64(bestStep)))
        try image.setAttribute("best_loss", .double(state.progress.bestLoss))
        try add(state.best, to: image, group: "/best", state.layout)
      }
      return try sealed(image)
    }
  }

  /// The parameters of the best evaluation alone, for use rather than to continue from; nil before there is one.
  static func best<Scalar: KernelScalar & StorageScalar>(
    _ state: RunState<Scalar>, of run: CheckpointIdentity
  ) throws(PathlineError) -> [UInt8]? {
    guard let bestStep = state.progress.bestStep else { return nil }
    return try storing { () throws(StorageError) in
      let image = try header("parameters", step: bestStep, layout: state.layout, Scalar.self, of: run)
      try image.setAttribute("best_loss", .double(state.progress.bestLoss))
      try add(state.best, to: image, group: "/parameters", state.layout)
      return try sealed(image)
    }
  }

  private static func header<Scalar: KernelScalar>(
    _ kind: String, step: Int, layout: ParameterLayout, _ type: Scalar.Type, of run: CheckpointIdentity
  ) throws(StorageError) -> HDF5Image {
    let image = try HDF5Image()
    try image.setAttribute("Conventions", "CF-1.8")
    try image.setAttribute("pathline_kind", .string(kind))
    try image.setAttribute("format_version", .integer(formatVersion))
    if let title = run.title { try image.setAttribute("title", .string(title)) }
    try image.setAttribute("precision", .string(Scalar.typeName))
    try image.setAttribute("step", .integer(Int64(step)))
    try image.setAttribute("seed", .integer(Int64(run.seed)))
    try image.setAttribute("job_sha256", .string(run.jobDigest))
    try image.setAttribute("data_sha256", .string(run.data))
    for entry in layout.entries {
      for (axis, length) in entry.shape.enumerated() {
        try image.addDimension(dimension(entry, axis), length: length)
      }
    }
    try image.addText("/job", run.job)
    // An attribute would have room for few thousand names only.
    if let names = run.seriesNames {
      try image.addText("/series", JSON5Value.array(names.map { .string($0) }).writeJSON())
    }
    return image
  }

  private static func add<Scalar: KernelScalar & StorageScalar>(
    _ values: UnsafePointer<Scalar>, to image: HDF5Image, group: String, _ layout: ParameterLayout
  ) throws(StorageError) {
    try image.addGroup(group)
    for entry in layout.entries {
      try image.addDataset(
        "\(group)/\(entry.name)", dimensions: entry.shape.indices.map { dimension(entry, $0) },
        values: UnsafeBufferPointer(start: values + entry.offset, count: entry.count))
    }
  }

  /// The name of a parameter's axis: each has one of its own, because readers balk at an array with the same dimension
  /// twice.
  private static func dimension(_ entry: ParameterEntry, _ axis: Int) -> String { "\(entry.name)_\(axis)" }

  private static func sealed(_ image: HDF5Image) throws(StorageError) -> [UInt8] {
    var bytes = try image.bytes()
    Seal.append(to: &bytes)
    return bytes
  }
}

import Host
import Kernels
import Networks
import Storage
import Text

/// A checkpoint, or a file of best parameters, read back.
package struct CheckpointFile {
  /// What the file is: `checkpoint`, or `parameters` where only those are in it.
  let kind: String
  /// Updates made when its parameters were.
  let step: Int
  /// The number type's name.
  let precision: String
  /// The resolved job as text.
  let job: String
  /// What tells the data set from others.
  let data: String
  /// The names of the series trained on; nil where the data set had none, or an older program wrote the file.
  let seriesNames: [String]?

  let path: String
  private let file: HDF5File

  /// Reads the bytes of a file; `path` names their origin in errors.
  ///
  /// - Throws: A `.data` error where the seal is missing or broken, or the content is not that of a checkpoint.
  package init(bytes: [UInt8], path: String) throws(PathlineError) {
    switch Seal.verify(bytes) {
    case .intact: break
    case .absent: throw Self.damaged(path, "the file has no seal: another program wrote or changed it")
    case .broken: throw Self.damaged(path, "the file is damaged: its checksum does not match")
    }
    self.path = path
    (file, kind, step, precision, job, data, seriesNames) = try storing { () throws(StorageError) in
      let file = try HDF5File.open(image: bytes, path: path)
      let attributes = try file.attributes()
      let version = try attributes.integer("format_version")
      guard version == CheckpointWriter.formatVersion else {
        throw StorageError(
          .data, path: path, object: "attribute format_version",
          problem: "the format has version \(version), but this program reads \(CheckpointWriter.formatVersion)",
          cure: "use the version of pathline that wrote it")
      }
      return (
        file, try attributes.string("pathline_kind"), Int(try attributes.integer("step")),
        try attributes.string("precision"), try file.dataset("/job").readStrings().joined(),
        try attributes.string("data_sha256"), try Self.seriesNames(file)
      )
    }
  }

  private static func seriesNames(_ file: HDF5File) throws(StorageError) -> [String]? {
    guard file.hasDataset("/series") else { return nil }
    let text = try file.dataset("/series").readStrings().joined()
    guard let value = try? JSON5Parser.parse(text.utf8, source: file.path), case .array(let elements) = value.content
    else {
      throw StorageError(
        .data, path: file.path, object: "/series", problem: "the names of the series are no JSON array",
        cure: "use another checkpoint")
    }
    return elements.compactMap { if case .string(let name) = $0.content { name } else { nil } }
  }

  /// Fills a parameter vector.
  ///
  /// - Throws: A `.data` error where an array is missing or of another shape.
  func read<Scalar: KernelScalar & StorageScalar>(
    _ group: String, into values: UnsafeMutablePointer<Scalar>, _ layout: ParameterLayout
  ) throws(PathlineError) {
    try storing { () throws(StorageError) in
      let names = try file.names(in: group)
      for name in names where layout[name] == nil {
        throw StorageError(
          .data, path: path, object: "\(group)/\(name)", problem: "the job's network has no such array",
          cure: "use the field settings the file was made with")
      }
      for entry in layout.entries {
        let dataset = try file.dataset("\(group)/\(entry.name)")
        guard dataset.shape == entry.shape else {
          throw StorageError(
            .data, path: path, object: "\(group)/\(entry.name)",
            problem: "the shape is \(dataset.shape), but the job's network needs \(entry.shape)",
            cure: "use the field settings the file was made with")
        }
        try dataset.read(
          into: UnsafeMutableBufferPointer(start: values + entry.offset, count: entry.count),
          offset: entry.shape.map { _ in 0 }, count: entry.shape)
      }
    }
  }

  /// Fills the state of a run that continues from this file.
  ///
  /// - Throws: A `.data` error where the file holds something else than the run needs.
  package func restore<Scalar: KernelScalar & StorageScalar>(_ state: RunState<Scalar>) throws(PathlineError) {
    try read("/parameters", into: state.parameters, state.layout)
    for (index, name) in state.optimizer.names.enumerated() {
      try read("/optimizer/\(name)", into: state.optimizer[index], state.layout)
    }
    state.step = step
    let hasBest = try storing { () throws(StorageError) in
      let attributes = try file.attributes()
      state.position = SamplerPosition(
        epoch: Int(try attributes.integer("epoch")), item: Int(try attributes.integer("item")))
      state.progress.evaluatedStep = Int(try attributes.integer("evaluated_step"))
      state.progress.stale = Int(try attributes.integer("stale_evaluations"))
      guard attributes.has("best_step") else { return false }
      state.progress.bestStep = Int(try attributes.integer("best_step"))
      state.progress.bestLoss = try attributes.double("best_loss")
      return true
    }
    if hasBest { try read("/best", into: state.best, state.layout) }
  }

  private static func damaged(_ path: String, _ problem: String) -> PathlineError {
    PathlineError(.data, "\(path): \(problem); use another checkpoint.")
  }
}

import Host
import Storage
import Training

/// Everything an HDF5 file holds, read in bounded memory, and what is wrong with it.
public struct FileInspection: Sendable {
  /// What only files of one kind hold.
  public enum Content: Sendable, Equatable {
    /// A data set of series.
    case series(SeriesInspection)
    /// A checkpoint or a file of best parameters.
    case checkpoint(CheckpointInspection)
  }

  /// The path as it was given.
  public let path: String
  /// Whether every byte is as Pathline wrote it.
  public let seal: Seal
  /// What Pathline calls the file: `series`, `checkpoint`, `parameters`, `history` or `trajectories`; nil for other
  /// HDF5 files.
  public private(set) var kind: String?
  /// What only files of this kind hold; nil for other kinds.
  public private(set) var content: Content?
  /// The attributes of every group and array that has some, but for those that tie arrays to dimensions.
  public private(set) var attributes: [(object: String, attribute: StoredAttribute)] = []
  /// Dimensions without coordinate values.
  public private(set) var dimensions: [(name: String, length: Int)] = []
  /// All arrays with content.
  public private(set) var datasets: [DatasetInspection] = []
  /// Names that stand for no group or array of their own.
  public private(set) var otherObjects: [StoredObject] = []
  /// What is wrong with the file; empty where all of it can be read and nothing contradicts its seal.
  public private(set) var problems: [String] = []

  /// Reads and verifies a file.
  ///
  /// - Throws: An `.io` error where it cannot be read; a `.data` error where it is not HDF5.
  public init(_ path: String) throws(PathlineError) {
    self.path = path
    try Self.refuseDirectory(path)
    seal = try storing { () throws(StorageError) in try Seal.verify(path: path) }
    if seal == .broken {
      problems.append("the seal does not match: the file is truncated, damaged or was edited")
    }
    do throws(StorageError) {
      try read(try HDF5File.open(path))
    } catch {
      // A damaged file may not even open: that is a finding like the others.
      guard error.kind == .data, seal == .broken else { throw PathlineError(error) }
      problems.append(error.problem)
    }
  }

  /// Refuses a run directory, naming the files of it that can be inspected.
  private static func refuseDirectory(_ path: String) throws(PathlineError) {
    let directory = RunDirectory(path: path)
    guard RunFiles.isDirectory(path) else { return }
    let checkpoint = try directory.checkpointSteps().last.map { directory.checkpoint($0) }
    let files = [checkpoint, directory.best, directory.history, directory.trajectories].compactMap(\.self)
      .filter { RunFiles.exists($0) }
    guard !files.isEmpty else { return }
    throw PathlineError(
      .job, "\(path): this is the directory of a run, not a file; name a file of it: \(files.joined(separator: ", ")).")
  }

  private mutating func read(_ file: HDF5File) throws(StorageError) {
    try note { (inspection) throws(StorageError) in
      let root = try file.attributes()
      if root.has("pathline_kind") { inspection.kind = try root.string("pathline_kind") }
    }
    if seal == .absent, kind == "checkpoint" || kind == "parameters" {
      problems.append("the file has no seal: another program wrote or changed it, and Pathline will not use it")
    }
    try readAttributes(of: "/", file)
    for object in try file.objects() {
      switch object.kind {
      case .group: try readAttributes(of: object.path, file)
      case .dataset: try readDataset(object.path, file)
      default: otherObjects.append(object)
      }
    }
    try note { (inspection) throws(StorageError) in
      switch inspection.kind {
      case "series": inspection.content = .series(try SeriesInspection(inspection.path))
      // Other programs write data sets too. What keeps Pathline from taking the file for one is a problem of it.
      case nil where file.hasDataset("/values"):
        inspection.content = .series(try SeriesInspection(inspection.path))
      case "checkpoint", "parameters": inspection.content = .checkpoint(try CheckpointInspection(file))
      default: break
      }
    }
  }

  private mutating func readDataset(_ path: String, _ file: HDF5File) throws(StorageError) {
    let dataset = try DatasetInspection(path, in: file)
    if let problem = dataset.problem { problems.append(problem) }
    if dataset.layout?.isBareDimension == true, let length = dataset.shape?.first {
      dimensions.append((path, length))
    } else {
      datasets.append(dataset)
    }
    try readAttributes(of: path, file)
  }

  private mutating func readAttributes(of object: String, _ file: HDF5File) throws(StorageError) {
    try note { (inspection) throws(StorageError) in
      for attribute in try file.attributes(of: object).all()
      where !Attributes.dimensionScaleNames.contains(attribute.name) {
        inspection.attributes.append((object, attribute))
      }
    }
  }

  /// Does some reading; bad content becomes a problem and the rest of the file is still read.
  private mutating func note(_ reading: (inout FileInspection) throws(StorageError) -> Void) throws(StorageError) {
    do throws(StorageError) {
      try reading(&self)
    } catch {
      guard error.kind == .data else { throw error }
      let problem = error.object.map { "\($0): \(error.problem)" } ?? error.problem
      if !problems.contains(problem) { problems.append(problem) }
    }
  }
}

import Host
import Storage

extension CheckpointFile {
  /// Refuses a file that is known to be no checkpoint, before all of it is read: a data set may be larger than memory.
  ///
  /// - Throws: A `.data` error that says what the file is; an `.io` error where it cannot be read.
  static func refuseOtherKind(_ path: String) throws(PathlineError) {
    try storing { () throws(StorageError) in try HDF5File.requireFormat(path) }
    // What is damaged is told by reading all of it.
    guard let file = try? HDF5File.open(path), let kind = kind(of: file) else { return }
    throw PathlineError(
      .data, "\(path): the file is \(kind), not a checkpoint; name a checkpoint, best.h5 or a run directory.")
  }

  /// What a file is that is no checkpoint, in words; nil for a checkpoint and for what nobody knows.
  private static func kind(of file: HDF5File) -> String? {
    switch try? file.attributes().string("pathline_kind") {
    case "checkpoint", "parameters": nil
    case "series": "a data set"
    case "history": "the history of a run"
    case "trajectories": "a file of trajectories"
    default: file.hasDataset("/values") ? "a data set" : nil
    }
  }
}

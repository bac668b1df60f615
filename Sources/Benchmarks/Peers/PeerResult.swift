import Jobs
import Storage

/// The losses that a peer got in one run of a workload.
struct PeerResult: Equatable, Sendable {
  /// The library, such as `torchdiffeq`.
  let library: String
  /// The method as the scripts call it: `dopri5`, or `rk4` for the 3/8 rule.
  let method: String
  /// The gradient as the scripts call it: `direct` or `adjoint`.
  let gradient: String
  /// The number type.
  let precision: JobPrecision
  /// The loss of every step before its update, from the first warm-up step on.
  let losses: [Double]
}

extension PeerResult {
  /// Reads a group of `/results`.
  ///
  /// - Throws: A `.data` error where something is missing or of another kind.
  init(_ file: HDF5File, group: String) throws(StorageError) {
    let attributes = try file.attributes(of: group)
    library = try attributes.string("lib")
    method = try attributes.string("method")
    gradient = try attributes.string("grad")
    let name = try attributes.string("dtype")
    guard let precision = JobPrecision(rawValue: name) else {
      throw StorageError(
        .data, path: file.path, object: "\(group), attribute dtype", problem: "there is no number type \(name)",
        cure: "write float32 or float64")
    }
    self.precision = precision
    losses = try file.dataset(group + "/losses").readConverting(Double.self)
  }
}

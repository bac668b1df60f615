/// Where results go: section `output` of a job file.
public struct JobOutput: Equatable, Sendable {
  /// The run directory, relative to the current directory unless absolute.
  public var directory: String
  /// Whether the trajectories of the last evaluation are written to `trajectories.h5`.
  public var trajectories = false

  /// A run directory and no trajectories.
  public init(directory: String) {
    self.directory = directory
  }
}

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

extension JobOutput: JobSection {
  static var template: JobOutput { JobOutput(directory: "runs") }

  static let keys: [JobKey<JobOutput>] = [
    JobKey(
      "directory", \.directory, .path, derived: "runs/ and the name of the job file without its extension",
      help: "The run directory, for everything a run writes. Relative to the current directory."),
    JobKey(
      "trajectories", \.trajectories, .flag,
      help: "Whether the trajectories of the last evaluation are written to `trajectories.h5`."),
  ]
}

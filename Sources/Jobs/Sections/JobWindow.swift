import Text

/// Random windows of consecutive observations: section `data.window` of a job file.
public struct JobWindow: Equatable, Sendable {
  /// Observations of a window, at least 2.
  public var length: Int
  /// Windows drawn from each sample in each epoch, at least 1.
  public var perSample = 1

  /// One window of `length` observations per sample and epoch.
  public init(length: Int) {
    self.length = length
  }
}

extension JobWindow: JobSection {
  static var template: JobWindow { JobWindow(length: 2) }

  static let keys: [JobKey<JobWindow>] = [
    JobKey(
      "length", \.length, .wholeNumber(atLeast: 2), required: true, unit: "observations",
      help: "Consecutive observations of a window, the first one being its initial value: it lies only where every "
        + "series is observed, and a sample without such a place is an error."),
    JobKey(
      "perSample", \.perSample, .wholeNumber(atLeast: 1), unit: "windows",
      help: "Windows drawn from each sample in each epoch."),
  ]
}

/// What random numbers are drawn for: draws of different streams never share a counter.
public enum RandomStream: UInt32, Sendable {
  /// Initial parameters.
  case initialization = 1
  /// The order of samples in an epoch.
  case shuffle = 2
  /// Where a training window starts.
  case window = 3
  /// Which samples are held out.
  case split = 4
  /// Generated data sets.
  case data = 5
  /// Noise added to data or drawn in a solve.
  case noise = 6
  /// Probe vectors of stochastic estimates.
  case probe = 7
}

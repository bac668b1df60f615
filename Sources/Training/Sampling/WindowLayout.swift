/// How random windows are cut out of the series of an epoch.
struct WindowLayout: Sendable, Equatable {
  /// Observations in a window, at least 2; a shorter series is taken whole.
  let length: Int
  /// Windows drawn from each sample in an epoch, at least 1.
  let perSample: Int

  /// Makes a plan.
  init(length: Int, perSample: Int) {
    precondition(length >= 2 && perSample >= 1, "a window needs two observations and a draw")
    self.length = length
    self.perSample = perSample
  }
}

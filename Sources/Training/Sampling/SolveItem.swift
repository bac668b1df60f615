/// One piece of a series to solve: a whole series, or a window of it.
struct SolveItem: Sendable, Equatable {
  /// The sample's place in the data set.
  let sample: Int
  /// The first observation of the piece.
  let start: Int
  /// How many observations the piece has.
  let length: Int
  /// Whether ``start`` counts only observations that have a value of every series: which they are is not known before
  /// the sample is read.
  let startsAmongComplete: Bool

  /// Describes a piece.
  init(sample: Int, start: Int, length: Int, startsAmongComplete: Bool = false) {
    self.sample = sample
    self.start = start
    self.length = length
    self.startsAmongComplete = startsAmongComplete
  }

  /// The piece with its first observation known.
  func starting(at start: Int) -> SolveItem { SolveItem(sample: sample, start: start, length: length) }
}

/// One piece of a series to solve: a whole series, or a window of it.
package struct SolveItem: Sendable, Equatable {
  /// The sample's place in the data set.
  package let sample: Int
  /// The first observation of the piece.
  package let start: Int
  /// How many observations the piece has.
  package let length: Int
  /// Whether ``start`` counts only observations that have a value of every series: which they are is not known before
  /// the sample is read.
  package let startsAmongComplete: Bool

  /// Describes a piece.
  package init(sample: Int, start: Int, length: Int, startsAmongComplete: Bool = false) {
    self.sample = sample
    self.start = start
    self.length = length
    self.startsAmongComplete = startsAmongComplete
  }

  /// The piece with its first observation known.
  package func starting(at start: Int) -> SolveItem { SolveItem(sample: sample, start: start, length: length) }
}

/// One piece of a series to solve: a whole series, or a window of it.
struct SolveItem: Sendable, Equatable {
  /// The sample's place in the data set.
  let sample: Int
  /// The first observation of the piece.
  let start: Int
  /// How many observations the piece has.
  let length: Int

  /// Describes a piece.
  init(sample: Int, start: Int, length: Int) {
    self.sample = sample
    self.start = start
    self.length = length
  }
}

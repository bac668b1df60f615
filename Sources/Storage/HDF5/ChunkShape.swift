/// How an array is cut into chunks.
enum ChunkShape {
  /// The most bytes of a chunk.
  ///
  /// Small enough to read single samples out of a large file, and for HDF5's default cache of 1 MiB to hold several;
  /// large enough for full disk speed.
  static let byteLimit = 128 << 10

  /// Chunk lengths for an array without empty axes.
  ///
  /// Whole rows of as few leading axes as the limit needs, and the elements of an axis spread evenly over its chunks,
  /// so that little of the last one is padding.
  static func lengths(of shape: [Int], elementBytes: Int) -> [Int] {
    var lengths = shape
    for axis in shape.indices {
      let rowBytes = lengths[(axis + 1)...].reduce(elementBytes, *)
      let most = max(1, byteLimit / rowBytes)
      guard lengths[axis] > most else { break }
      let chunks = (lengths[axis] + most - 1) / most
      lengths[axis] = (lengths[axis] + chunks - 1) / chunks
    }
    return lengths
  }
}

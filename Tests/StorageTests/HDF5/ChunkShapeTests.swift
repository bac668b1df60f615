import Testing

@testable import Storage

@Suite struct ChunkShapeTests {
  @Test(
    "Chunks are small and even",
    arguments: [
      [10], [1_000_000], [3, 1_000_000], [1_000_000, 3], [1000, 25, 2], [7, 300_000, 5], [1, 1, 1], [65_537, 3, 2],
      [2, 2, 2_000_000],
    ])
  func chunksAreSmallAndEven(_ shape: [Int]) {
    for bytes in [1, 4, 8] {
      let chunk = ChunkShape.lengths(of: shape, elementBytes: bytes)
      #expect(chunk.reduce(bytes, *) <= ChunkShape.byteLimit)
      for axis in shape.indices {
        #expect(chunk[axis] >= 1 && chunk[axis] <= shape[axis])
        let pieces = (shape[axis] + chunk[axis] - 1) / chunk[axis]
        // Even pieces: the padding of the last one is less than one element per piece.
        #expect(pieces * chunk[axis] - shape[axis] < pieces)
      }
      // Rows are cut only where a single one is too long.
      if let cut = shape.indices.last(where: { chunk[$0] < shape[$0] }) {
        #expect(chunk[..<cut].allSatisfy { $0 == 1 })
      }
    }
  }
}

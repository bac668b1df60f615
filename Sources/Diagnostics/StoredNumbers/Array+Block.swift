import Storage

extension Array where Element: StoredScalar {
  /// Becomes the elements of a block, in memory that is kept from block to block.
  mutating func fill(from dataset: Dataset, offset: [Int], count: [Int]) throws(StorageError) {
    let total = count.reduce(1, *)
    if self.count > total {
      removeLast(self.count - total)
    } else if self.count < total {
      append(contentsOf: repeatElement(Element.zero, count: total - self.count))
    }
    var failure: StorageError?
    withUnsafeMutableBufferPointer { buffer in
      do throws(StorageError) {
        try dataset.read(into: buffer, offset: offset, count: count)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

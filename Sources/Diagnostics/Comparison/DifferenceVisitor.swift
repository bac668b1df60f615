import Storage

/// Compares two arrays of one shape and type, block by block.
struct DifferenceVisitor: StoredVisitor {
  let a: Dataset
  let b: Dataset

  func visit<Value: StoredScalar>(_ type: Value.Type) throws(StorageError) -> ArrayDifference {
    var difference = ArrayDifference(total: a.elementCount)
    var (left, right): ([Value], [Value]) = ([], [])
    try a.forEachBlock(ofBytes: StatisticsVisitor.blockBytes) { (offset, count) throws(StorageError) in
      try left.fill(from: a, offset: offset, count: count)
      try right.fill(from: b, offset: offset, count: count)
      for index in left.indices {
        difference.note(left[index], right[index], at: a.place(of: index, offset: offset, count: count))
      }
    }
    return difference
  }
}

import Storage

extension Dataset {
  /// The place in the whole array of an element of a block, both row-major.
  func place(of index: Int, offset: [Int], count: [Int]) -> Int {
    var rest = index
    var place = 0
    var stride = 1
    for axis in shape.indices.reversed() {
      place += (offset[axis] + rest % count[axis]) * stride
      rest /= count[axis]
      stride *= shape[axis]
    }
    return place
  }

  /// A place in the array as indices: `[3, 0, 1]`.
  func indices(of place: Int) -> [Int] {
    var rest = place
    return shape.reversed().map { length in
      defer { rest /= length }
      return rest % length
    }.reversed()
  }
}

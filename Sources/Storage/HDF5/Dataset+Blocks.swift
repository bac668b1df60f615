import CHDF5

extension Dataset {
  /// Cuts the array into blocks and hands them on, row-major; each element is in one block.
  ///
  /// Blocks consist of whole chunks, so that no chunk is read twice, and hold about `bytes` or else one chunk.
  public func forEachBlock<Failure: Error>(
    ofBytes bytes: Int, _ body: (_ offset: [Int], _ count: [Int]) throws(Failure) -> Void
  ) throws(Failure) {
    guard elementCount > 0 else { return }
    let lengths = Self.blockLengths(
      of: shape, chunk: chunkShape, elementBytes: max(1, storedElementBytes), limit: bytes)
    var offset = shape.map { _ in 0 }
    while true {
      try body(offset, shape.indices.map { min(lengths[$0], shape[$0] - offset[$0]) })
      var axis = shape.count - 1
      while axis >= 0 {
        offset[axis] += lengths[axis]
        if offset[axis] < shape[axis] { break }
        offset[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// Bytes of one element in the file's own type.
  private var storedElementBytes: Int {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    return H5Tget_size(type)
  }

  /// As many chunks along the last axis as the limit allows, and along the axis before it where those are all, and so
  /// on.
  static func blockLengths(of shape: [Int], chunk: [Int]?, elementBytes: Int, limit: Int) -> [Int] {
    var lengths = shape.indices.map { min(chunk?[$0] ?? 1, shape[$0]) }
    var bytes = lengths.reduce(elementBytes, *)
    for axis in shape.indices.reversed() {
      let all = (shape[axis] + lengths[axis] - 1) / lengths[axis]
      let some = min(all, max(1, limit / bytes))
      bytes *= some
      lengths[axis] = min(shape[axis], lengths[axis] * some)
      if some < all { break }
    }
    return lengths
  }

  /// The bytes of a block of any type as the file holds them, and proof that they can be read.
  ///
  /// - Returns: Nil for elements of variable length, whose bytes are addresses.
  /// - Throws: As `read(into:offset:count:)`, for whatever type.
  public func readStored(offset: [Int], count: [Int]) throws(StorageError) -> [UInt8]? {
    try requireInside(offset: offset, count: count)
    let total = count.reduce(1, *)
    guard total > 0 else { return [] }
    HDF5Library.enter(file.damage, bytes: total * storedElementBytes)
    defer { HDF5Library.leave() }
    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    let isVariable = H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tis_variable_str(type) > 0
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, total * H5Tget_size(type)), alignment: 16)
    defer { memory.deallocate() }
    // HDF5 leaves the gaps inside compound elements alone.
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    let start = memory.baseAddress!
    try transfer(start, as: type, offset: offset, count: count) { space in
      if isVariable { H5Dvlen_reclaim(type, space, hid_t(H5P_DEFAULT), start) }
    }
    return isVariable ? nil : Array(memory)
  }
}

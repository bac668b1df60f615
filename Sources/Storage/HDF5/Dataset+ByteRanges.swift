import CHDF5

extension Dataset {
  /// Hands on where the file holds rows of the array: the runs of bytes that reading them takes, chunk by chunk.
  ///
  /// What has no place of its own, because it was never written or lies in the object's header, is left out. The
  /// corresponding C functions are `H5Dget_offset` and `H5Dget_chunk_info_by_coord`.
  /// - Parameters:
  ///   - rows: places along the first axis.
  ///   - body: takes the first byte of a run and the one behind its last, counted from the start of the file; it makes
  ///     no calls to HDF5.
  public func forEachByteRange(ofRows rows: Range<Int>, _ body: (Range<Int>) -> Void) {
    precondition(shape.isEmpty ? rows.isEmpty : rows.lowerBound >= 0 && rows.upperBound <= shape[0], "rows \(rows)")
    guard !rows.isEmpty, elementCount > 0 else { return }
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    guard let chunkShape else {
      let start = H5Dget_offset(id)
      guard start != haddr_t.max else { return }
      let type = H5Dget_type(id)
      defer { H5Tclose(type) }
      let rowBytes = shape.dropFirst().reduce(H5Tget_size(type), *)
      body(Int(start) + rows.lowerBound * rowBytes..<Int(start) + rows.upperBound * rowBytes)
      return
    }
    var corner = shape.map { _ in 0 }
    corner[0] = rows.lowerBound / chunkShape[0] * chunkShape[0]
    while corner[0] < rows.upperBound {
      var (filters, address, size) = (UInt32(0), haddr_t.max, hsize_t(0))
      let status = H5Dget_chunk_info_by_coord(id, corner.map { hsize_t($0) }, &filters, &address, &size)
      if status >= 0, address != haddr_t.max, size > 0 { body(Int(address)..<Int(address) + Int(size)) }
      var axis = shape.count - 1
      corner[axis] += chunkShape[axis]
      while axis > 0 && corner[axis] >= shape[axis] {
        corner[axis] = 0
        axis -= 1
        corner[axis] += chunkShape[axis]
      }
    }
  }
}

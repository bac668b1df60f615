import CHDF5

extension Dataset {
  /// Reads the block that starts at `offset` and has `count` elements along each axis, row-major.
  ///
  /// The corresponding C function is `H5Dread`.
  /// - Throws: A `.data` error unless the element type is exactly `T` (a Boolean array reads as `UInt8`), `offset` and
  ///   `count` have one entry per axis and lie inside the shape, and `buffer` has exactly the block's elements; or
  ///   where a checksum does not match. An `.io` error where the disk fails.
  public func read<T: StorageScalar>(
    into buffer: UnsafeMutableBufferPointer<T>, offset: [Int], count: [Int]
  ) throws(StorageError) {
    guard elementType == T.elementType || (elementType == .boolean && T.elementType == .uint8) else {
      throw error(
        "elements are \(elementType.rawValue), but must be \(T.elementType.rawValue)",
        cure: "write the dataset as \(T.elementType.rawValue)")
    }
    try transfer(buffer, offset: offset, count: count)
  }

  /// Reads a block of `float32` or `float64` elements as either; a `float64` too large for `Float` becomes infinite.
  ///
  /// - Throws: As `read`.
  public func readConverting<T: StorageScalar & BinaryFloatingPoint>(
    into buffer: UnsafeMutableBufferPointer<T>, offset: [Int], count: [Int]
  ) throws(StorageError) {
    guard elementType == .float32 || elementType == .float64 else {
      throw error(
        "elements are \(elementType.rawValue), but must be float32 or float64",
        cure: "write the dataset as float32 or float64")
    }
    try transfer(buffer, offset: offset, count: count)
  }

  /// The whole array, row-major.
  ///
  /// - Throws: As `read(into:offset:count:)`.
  public func read<T: StorageScalar>(_ type: T.Type = T.self) throws(StorageError) -> [T] {
    try whole { (buffer) throws(StorageError) in
      try read(into: buffer, offset: shape.map { _ in 0 }, count: shape)
    }
  }

  /// The whole array of `float32` or `float64` elements as either, row-major.
  ///
  /// - Throws: As `readConverting(into:offset:count:)`.
  public func readConverting<T: StorageScalar & BinaryFloatingPoint>(
    _ type: T.Type = T.self
  ) throws(StorageError) -> [T] {
    try whole { (buffer) throws(StorageError) in
      try readConverting(into: buffer, offset: shape.map { _ in 0 }, count: shape)
    }
  }

  /// The whole array of text, row-major.
  ///
  /// - Throws: A `.data` error where the elements are not text in UTF-8.
  public func readStrings() throws(StorageError) -> [String] {
    guard elementType == .string else {
      throw error("elements are \(elementType.rawValue), but must be text", cure: "write the dataset as strings")
    }
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    let space = H5Dget_space(id)
    defer { H5Sclose(space) }
    return try StringTransfer(path: file.path, object: name).read(type: type, space: space) { memoryType, bytes in
      H5Dread(id, memoryType, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), bytes)
    }
  }

  private func whole<T: StorageScalar>(
    _ fill: (UnsafeMutableBufferPointer<T>) throws(StorageError) -> Void
  ) throws(StorageError) -> [T] {
    let total = elementCount
    let memory = UnsafeMutableBufferPointer<T>.allocate(capacity: total)
    defer { memory.deallocate() }
    try fill(memory)
    return Array(memory)
  }

  private func transfer<T: StorageScalar>(
    _ buffer: UnsafeMutableBufferPointer<T>, offset: [Int], count: [Int]
  ) throws(StorageError) {
    try requireInside(offset: offset, count: count)
    let total = count.reduce(1, *)
    guard buffer.count == total else {
      throw error(
        "a block of \(count) has \(total) elements, but the memory for it has \(buffer.count)",
        cure: "read into memory of the block's size")
    }
    guard total > 0, let start = buffer.baseAddress else { return }
    HDF5Library.enter(file.damage, bytes: total * MemoryLayout<T>.stride)
    defer { HDF5Library.leave() }
    // A Boolean is read as its own type, byte for byte.
    let ownType = H5Dget_type(id)
    defer { H5Tclose(ownType) }
    let memoryType = elementType == .boolean ? ownType : chdf5_native(T.elementType.code!)
    try transfer(start, as: memoryType, offset: offset, count: count) { _ in }
  }

  /// Reads a block that lies inside the shape and has elements; `use` is given the space of its memory.
  ///
  /// Called inside `HDF5Library.enter`.
  func transfer(
    _ memory: UnsafeMutableRawPointer, as memoryType: hid_t, offset: [Int], count: [Int], use: (hid_t) -> Void
  ) throws(StorageError) {
    let space = H5Dget_space(id)
    defer { H5Sclose(space) }
    let lengths = count.map { hsize_t($0) }
    let memorySpace = H5Screate_simple(Int32(lengths.count), lengths, nil)
    defer { H5Sclose(memorySpace) }
    if !shape.isEmpty,
      H5Sselect_hyperslab(space, H5S_SELECT_SET, offset.map { hsize_t($0) }, nil, lengths, nil) < 0
    {
      throw HDF5Library.failure(path: file.path, object: name, action: "cannot select the block")
    }
    guard H5Dread(id, memoryType, memorySpace, space, hid_t(H5P_DEFAULT), memory) >= 0 else {
      let end = zip(offset, count).map { $0 + $1 }
      throw HDF5Library.failure(
        path: file.path, object: "\(name), block \(offset) ..< \(end)", action: "cannot read the dataset")
    }
    use(memorySpace)
  }

  func requireInside(offset: [Int], count: [Int]) throws(StorageError) {
    guard offset.count == shape.count, count.count == shape.count else {
      throw error(
        "the dataset has \(shape.count) axes (shape \(shape)), but a block of \(offset.count) axes was asked for",
        cure: "check that the dataset has the right axes")
    }
    for axis in shape.indices {
      // The difference cannot overflow once offset is known to lie inside the shape.
      guard offset[axis] >= 0, count[axis] >= 0, offset[axis] <= shape[axis], count[axis] <= shape[axis] - offset[axis]
      else {
        throw error(
          "elements \(offset[axis]) ..< \(offset[axis]) + \(count[axis]) of axis \(axis) were asked for, but the shape"
            + " is \(shape)", cure: "check that the dataset has the right shape")
      }
    }
  }
}

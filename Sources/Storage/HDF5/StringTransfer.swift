import CHDF5

/// Reads text of fixed or variable length, from datasets and attributes alike.
struct StringTransfer {
  let path: String
  let object: String

  /// Reads every element of a text array; `read` is given the type to read as and memory for all elements.
  ///
  /// Called inside `HDF5Library.enter`.
  func read(
    type: hid_t, space: hid_t, _ read: (hid_t, UnsafeMutableRawPointer) -> herr_t
  ) throws(StorageError) -> [String] {
    let count = Int(H5Sget_simple_extent_npoints(space))
    return H5Tis_variable_str(type) > 0
      ? try variable(type: type, space: space, count: count, read)
      : try fixed(type: type, count: count, read)
  }

  private func variable(
    type: hid_t, space: hid_t, count: Int, _ read: (hid_t, UnsafeMutableRawPointer) -> herr_t
  ) throws(StorageError) -> [String] {
    let memory = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: max(count, 1))
    memory.initialize(repeating: nil, count: max(count, 1))
    defer { memory.deallocate() }
    guard read(type, memory) >= 0 else { throw failure() }
    defer { H5Dvlen_reclaim(type, space, hid_t(H5P_DEFAULT), memory) }
    var texts: [String] = []
    for index in 0..<count {
      // HDF5 gives a null pointer for an empty string.
      guard let start = memory[index] else {
        texts.append("")
        continue
      }
      var length = 0
      while start[length] != 0 { length += 1 }
      texts.append(try text(UnsafeRawBufferPointer(start: start, count: length)))
    }
    return texts
  }

  private func fixed(
    type: hid_t, count: Int, _ read: (hid_t, UnsafeMutableRawPointer) -> herr_t
  ) throws(StorageError) -> [String] {
    let size = H5Tget_size(type)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count * size, 1), alignment: 1)
    defer { memory.deallocate() }
    guard let start = memory.baseAddress, read(type, start) >= 0 else { throw failure() }
    let spacePadded = H5Tget_strpad(type) == H5T_STR_SPACEPAD
    var texts: [String] = []
    for index in 0..<count {
      let cell = UnsafeRawBufferPointer(rebasing: memory[index * size..<(index + 1) * size])
      var length = cell.firstIndex(of: 0) ?? size
      while spacePadded, length > 0, cell[length - 1] == UInt8(ascii: " ") { length -= 1 }
      texts.append(try text(UnsafeRawBufferPointer(rebasing: cell[..<length])))
    }
    return texts
  }

  private func text(_ bytes: UnsafeRawBufferPointer) throws(StorageError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StorageError(.data, path: path, object: object, problem: "text is not UTF-8", cure: "write it as UTF-8")
    }
    return text
  }

  private func failure() -> StorageError {
    HDF5Library.failure(path: path, object: object, action: "cannot read the text")
  }
}

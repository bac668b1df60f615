import CHDF5

/// The attributes of one object of a file.
public struct Attributes: Sendable {
  let file: HDF5File
  let object: String

  /// Whether the object has an attribute of this name.
  public func has(_ name: String) -> Bool {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    return H5Aexists_by_name(file.id, object, name, hid_t(H5P_DEFAULT)) > 0
  }

  /// The text of an attribute that holds one string.
  ///
  /// - Throws: A `.data` error where it is missing, not text or more than one string.
  public func string(_ name: String) throws(StorageError) -> String {
    try single(try strings(name), name)
  }

  /// The texts of an attribute that holds any number of strings.
  ///
  /// - Throws: A `.data` error where it is missing or not text.
  public func strings(_ name: String) throws(StorageError) -> [String] {
    try read(name) { (attribute, type, space) throws(StorageError) in
      guard ElementType(hdf5Type: type) == .string else { throw wrongType(name, type, "text") }
      return try StringTransfer(path: file.path, object: place(name)).read(type: type, space: space) {
        H5Aread(attribute, $0, $1)
      }
    }
  }

  /// The value of an attribute that holds one integer of any size.
  ///
  /// - Throws: A `.data` error where it is missing, not an integer, more than one, or beyond 64 signed bits.
  public func integer(_ name: String) throws(StorageError) -> Int64 {
    try single(try integers(name), name)
  }

  /// The values of an attribute that holds any number of integers of any size.
  ///
  /// - Throws: A `.data` error where it is missing, not of integers, or beyond 64 signed bits.
  public func integers(_ name: String) throws(StorageError) -> [Int64] {
    try read(name) { (attribute, type, space) throws(StorageError) in
      switch ElementType(hdf5Type: type) {
      case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32:
        return try numbers(attribute, space, name, zero: Int64(0))
      case .uint64:
        // HDF5 would clip what does not fit.
        return try numbers(attribute, space, name, zero: UInt64(0)).map { (value) throws(StorageError) in
          guard let value = Int64(exactly: value) else {
            throw error(name, "\(value) does not fit into a signed 64-bit integer", cure: "write a smaller value")
          }
          return value
        }
      default: throw wrongType(name, type, "an integer")
      }
    }
  }

  /// The value of an attribute that holds one `float32` or `float64`.
  ///
  /// - Throws: A `.data` error where it is missing, not floating-point or more than one.
  public func double(_ name: String) throws(StorageError) -> Double {
    try single(try doubles(name), name)
  }

  /// The values of an attribute that holds any number of `float32` or `float64`.
  ///
  /// - Throws: A `.data` error where it is missing or not floating-point.
  public func doubles(_ name: String) throws(StorageError) -> [Double] {
    try read(name) { (attribute, type, space) throws(StorageError) in
      switch ElementType(hdf5Type: type) {
      case .float32, .float64: return try numbers(attribute, space, name, zero: 0.0)
      default: throw wrongType(name, type, "floating-point")
      }
    }
  }

  func read<R>(
    _ name: String, _ body: (hid_t, hid_t, hid_t) throws(StorageError) -> R
  ) throws(StorageError) -> R {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    guard has(name) else {
      throw error(name, "the attribute is missing", cure: "check that this is the right file, and add the attribute")
    }
    let attribute = H5Aopen_by_name(file.id, object, name, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    guard attribute >= 0 else {
      throw HDF5Library.failure(path: file.path, object: place(name), action: "cannot open the attribute")
    }
    defer { H5Aclose(attribute) }
    let type = H5Aget_type(attribute)
    defer { H5Tclose(type) }
    let space = H5Aget_space(attribute)
    defer { H5Sclose(space) }
    return try body(attribute, type, space)
  }

  func numbers<T: StorageScalar>(
    _ attribute: hid_t, _ space: hid_t, _ name: String, zero: T
  ) throws(StorageError) -> [T] {
    var values = [T](repeating: zero, count: Int(H5Sget_simple_extent_npoints(space)))
    let status = values.withUnsafeMutableBytes { H5Aread(attribute, chdf5_native(T.elementType.code!), $0.baseAddress) }
    guard status >= 0 else {
      throw HDF5Library.failure(path: file.path, object: place(name), action: "cannot read the attribute")
    }
    return values
  }

  private func single<T>(_ values: [T], _ name: String) throws(StorageError) -> T {
    guard values.count == 1 else {
      throw error(name, "the attribute holds \(values.count) values instead of one", cure: "write one value")
    }
    return values[0]
  }

  private func place(_ name: String) -> String { "\(object), attribute \(name)" }

  private func wrongType(_ name: String, _ type: hid_t, _ word: String) -> StorageError {
    error(
      name, "the attribute is \(ElementType(hdf5Type: type).rawValue), but must be \(word)", cure: "write it as such")
  }

  private func error(_ name: String, _ problem: String, cure: String) -> StorageError {
    StorageError(.data, path: file.path, object: place(name), problem: problem, cure: cure)
  }
}

import CHDF5

extension Attributes {
  /// Names HDF5 itself gives to attributes that tie arrays to their dimensions (HDF5 Dimension Scale Specification).
  public static let dimensionScaleNames: Set<String> = ["CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"]

  /// The names of all attributes, in alphabetical order.
  ///
  /// The corresponding C function is `H5Aiterate_by_name`.
  /// - Throws: A `.data` error where they cannot be listed.
  public func names() throws(StorageError) -> [String] {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    final class Names {
      var list: [String] = []
    }
    let names = Names()
    var position: hsize_t = 0
    let status = H5Aiterate_by_name(
      file.id, object, H5_INDEX_NAME, H5_ITER_INC, &position,
      { _, name, _, context in
        if let name, let context {
          Unmanaged<Names>.fromOpaque(context).takeUnretainedValue().list.append(String(cString: name))
        }
        return 0
      }, Unmanaged.passUnretained(names).toOpaque(), hid_t(H5P_DEFAULT))
    guard status >= 0 else {
      throw HDF5Library.failure(path: file.path, object: object, action: "cannot list the attributes")
    }
    return withExtendedLifetime(names) { names.list }
  }

  /// All attributes, in alphabetical order.
  ///
  /// - Throws: A `.data` error where one cannot be read.
  public func all() throws(StorageError) -> [StoredAttribute] {
    try names().map { (name) throws(StorageError) in try stored(name) }
  }

  /// One attribute, whatever it holds.
  ///
  /// - Throws: A `.data` error where it is missing or cannot be read.
  func stored(_ name: String) throws(StorageError) -> StoredAttribute {
    let (elementType, shape) = try read(name) { (_, type, space) throws(StorageError) in
      var lengths = [hsize_t](repeating: 0, count: max(0, Int(H5Sget_simple_extent_ndims(space))))
      H5Sget_simple_extent_dims(space, &lengths, nil)
      return (ElementType(hdf5Type: type), lengths.map { Int($0) })
    }
    let value: AttributeValue? =
      switch elementType {
      case .string: .strings(try strings(name))
      case .float32, .float64: .doubles(try doubles(name))
      case .uint64: try smallIntegers(name).map { .integers($0) }
      case .boolean, .unsupported: nil
      default: .integers(try integers(name))
      }
    return StoredAttribute(name: name, elementType: elementType, shape: shape, value: value)
  }

  /// Unsigned integers as signed ones; nil where one does not fit, as fill values of other programs may not.
  private func smallIntegers(_ name: String) throws(StorageError) -> [Int64]? {
    let values = try read(name) { (attribute, _, space) throws(StorageError) in
      try numbers(attribute, space, name, zero: UInt64(0))
    }
    let exact = values.compactMap { Int64(exactly: $0) }
    return exact.count == values.count ? exact : nil
  }
}

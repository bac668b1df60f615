import CHDF5

extension HDF5Image {
  /// Adds an attribute to a group or dataset; to the file itself (its root group) by default.
  ///
  /// - Throws: A `.data` error where the object is missing, the attribute is there already, an array is empty or a
  ///   text holds a zero byte.
  public func setAttribute(_ name: String, _ value: AttributeValue, of object: String = "/") throws(StorageError) {
    let object = HDF5File.absolute(object)
    switch value {
    case .string(let text): try setText(name, [text], scalar: true, object)
    case .strings(let texts): try setText(name, texts, scalar: false, object)
    case .integer(let number): try setNumbers(name, [number], scalar: true, object)
    case .integers(let numbers): try setNumbers(name, numbers, scalar: false, object)
    case .double(let number): try setNumbers(name, [number], scalar: true, object)
    case .doubles(let numbers): try setNumbers(name, numbers, scalar: false, object)
    }
  }

  private func setText(_ name: String, _ texts: [String], scalar: Bool, _ object: String) throws(StorageError) {
    try requireWithoutZero(texts, "\(object), attribute \(name)")
    let copies = texts.map { text in
      let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
      text.withCString { bytes.initialize(from: $0, count: text.utf8.count + 1) }
      return bytes
    }
    defer { for copy in copies { copy.deallocate() } }
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let type = Self.textType()
    defer { H5Tclose(type) }
    try setAttribute(name, count: copies.count, scalar: scalar, fileType: type, memoryType: type, object) { attribute in
      copies.withUnsafeBytes { H5Awrite(attribute, type, $0.baseAddress) }
    }
  }

  private func setNumbers<T: StorageScalar>(
    _ name: String, _ numbers: [T], scalar: Bool, _ object: String
  ) throws(StorageError) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let code = T.elementType.code!
    let memoryType = chdf5_native(code)
    try setAttribute(
      name, count: numbers.count, scalar: scalar, fileType: chdf5_little_endian(code), memoryType: memoryType, object
    ) { attribute in
      numbers.withUnsafeBytes { H5Awrite(attribute, memoryType, $0.baseAddress) }
    }
  }

  private func setAttribute(
    _ name: String, count: Int, scalar: Bool, fileType: hid_t, memoryType: hid_t, _ object: String,
    write: (hid_t) -> herr_t
  ) throws(StorageError) {
    let place = "\(object), attribute \(name)"
    guard count > 0 else { throw Self.misuse(place, "the attribute has no values", cure: "give at least one") }
    let space = scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, [hsize_t(count)], nil)
    defer { H5Sclose(space) }
    let attribute = H5Acreate_by_name(
      id, object, name, fileType, space, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    guard attribute >= 0 else { throw Self.failure(place, "cannot add the attribute") }
    let written = write(attribute)
    guard H5Aclose(attribute) >= 0, written >= 0 else { throw Self.failure(place, "cannot write the attribute") }
  }
}

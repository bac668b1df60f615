import CHDF5

extension HDF5Image {
  /// Adds an array of numbers with its values.
  ///
  /// From the image's `checksummedBytes` on it is stored in chunks of at most 128 KiB, each with a Fletcher-32
  /// checksum; a smaller one in one piece.
  /// - Parameters:
  ///   - path: Its absolute path; its group must exist.
  ///   - names: The name of the dimension of each axis, slowest first; none for a scalar. A dimension is looked
  ///     for in the group of the dataset, then in the groups around it.
  ///   - values: The elements, row-major.
  /// - Throws: A `.data` error where a dimension is missing, the lengths do not multiply to the number of values or
  ///   the name is taken.
  public func addDataset<T: StorageScalar>(
    _ path: String, dimensions names: [String], values: UnsafeBufferPointer<T>
  ) throws(StorageError) {
    let path = HDF5File.absolute(path)
    let scales = try names.map { (name) throws(StorageError) in try dimension(name, for: path) }
    let shape = scales.map { dimensions[$0]! }
    guard shape.reduce(1, *) == values.count else {
      throw Self.misuse(
        path, "\(values.count) values were given for the shape \(shape)", cure: "give one value per element")
    }
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let dataset = try create(path, shape: shape, fileType: chdf5_little_endian(T.elementType.code!), T.elementType)
    var closed = false
    defer { if !closed { H5Dclose(dataset) } }
    if let start = values.baseAddress, !values.isEmpty {
      try write(dataset, path, chdf5_native(T.elementType.code!), start)
    }
    try attach(scales, to: dataset, path: path)
    closed = true
    // Closing writes the last chunks, and may be the first call to fail.
    guard H5Dclose(dataset) >= 0 else { throw Self.failure(path, "cannot write the dataset") }
  }

  /// Adds an array of numbers with its values; as above.
  ///
  /// - Throws: As above.
  public func addDataset<T: StorageScalar>(
    _ path: String, dimensions names: [String], values: [T]
  ) throws(StorageError) {
    try values.withUnsafeBufferPointer { (values) throws(StorageError) in
      try addDataset(path, dimensions: names, values: values)
    }
  }

  /// Adds one number.
  ///
  /// - Throws: A `.data` error where the name is taken.
  public func addScalar<T: StorageScalar>(_ path: String, _ value: T) throws(StorageError) {
    try addDataset(path, dimensions: [], values: [value])
  }

  /// Adds a text of any length, stored as one variable-length UTF-8 string.
  ///
  /// - Throws: A `.data` error where the name is taken or the text holds a zero byte, which would end it.
  public func addText(_ path: String, _ text: String) throws(StorageError) {
    let path = HDF5File.absolute(path)
    try requireWithoutZero([text], path)
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let type = Self.textType()
    defer { H5Tclose(type) }
    let dataset = try create(path, shape: [], fileType: type, .string)
    var closed = false
    defer { if !closed { H5Dclose(dataset) } }
    let status = text.withCString { characters in
      withUnsafePointer(to: characters) {
        H5Dwrite(dataset, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), $0)
      }
    }
    guard status >= 0 else { throw Self.failure(path, "cannot write the text") }
    closed = true
    guard H5Dclose(dataset) >= 0 else { throw Self.failure(path, "cannot write the text") }
  }

  /// The type of variable-length UTF-8 text, to be closed by the caller.
  static func textType() -> hid_t {
    let type = chdf5_copy_c_string()
    H5Tset_size(type, chdf5_variable_length())
    H5Tset_cset(type, H5T_CSET_UTF8)
    return type
  }

  func requireWithoutZero(_ texts: [String], _ object: String) throws(StorageError) {
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw Self.misuse(object, "the text holds a zero byte", cure: "remove it")
    }
  }

  /// Creates a dataset, to be closed by the caller.
  func create(_ path: String, shape: [Int], fileType: hid_t, _ element: ElementType) throws(StorageError) -> hid_t {
    let creation = H5Pcreate(chdf5_dataset_create())
    defer { H5Pclose(creation) }
    H5Pset_obj_track_times(creation, false)
    H5Pset_attr_creation_order(creation, chdf5_creation_order())
    let bytes = shape.reduce(element.byteCount, *)
    if bytes > 0, !shape.isEmpty, bytes >= checksummedBytes {
      let chunk = ChunkShape.lengths(of: shape, elementBytes: element.byteCount).map { hsize_t($0) }
      H5Pset_chunk(creation, Int32(chunk.count), chunk)
      H5Pset_fletcher32(creation)
    }
    let lengths = shape.map { hsize_t($0) }
    let space = shape.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), lengths, nil)
    defer { H5Sclose(space) }
    let dataset = H5Dcreate2(id, path, fileType, space, hid_t(H5P_DEFAULT), creation, hid_t(H5P_DEFAULT))
    guard dataset >= 0 else { throw Self.failure(path, "cannot add the dataset") }
    return dataset
  }

  func write(_ dataset: hid_t, _ path: String, _ type: hid_t, _ values: UnsafeRawPointer) throws(StorageError) {
    guard H5Dwrite(dataset, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), values) >= 0 else {
      throw Self.failure(path, "cannot write the dataset")
    }
  }
}

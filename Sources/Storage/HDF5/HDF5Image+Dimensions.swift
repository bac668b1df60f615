import CHDF5

extension HDF5Image {
  /// Declares a dimension without coordinate values.
  ///
  /// It is stored the way netCDF-4 does (netCDF file format specification, "Dimensions without variables"): a dataset
  /// of its length without content.
  /// - Throws: A `.data` error where the name is taken or the group is missing.
  public func addDimension(_ path: String, length: Int) throws(StorageError) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let path = HDF5File.absolute(path)
    let creation = H5Pcreate(chdf5_dataset_create())
    defer { H5Pclose(creation) }
    H5Pset_obj_track_times(creation, false)
    H5Pset_attr_creation_order(creation, chdf5_creation_order())
    let space = H5Screate_simple(1, [hsize_t(length)], nil)
    defer { H5Sclose(space) }
    let type = chdf5_big_endian(ElementType.float32.code!)
    let dataset = H5Dcreate2(id, path, type, space, hid_t(H5P_DEFAULT), creation, hid_t(H5P_DEFAULT))
    guard dataset >= 0 else { throw Self.failure(path, "cannot add the dimension") }
    defer { H5Dclose(dataset) }
    let digits = String(length)
    let padding = String(repeating: " ", count: max(0, 10 - digits.count))
    guard H5DSset_scale(dataset, Self.withoutVariable + padding + digits) >= 0 else {
      throw Self.failure(path, "cannot declare the dimension")
    }
    dimensions[path] = length
  }

  /// What netCDF writes as the name of a dimension that has no coordinate values, before its length.
  static let withoutVariable = "This is a netCDF dimension but not a netCDF variable. "

  /// Declares a dimension with its coordinate values, such as `/time`.
  ///
  /// - Throws: A `.data` error where the name is taken or the group is missing.
  public func addCoordinate<T: StorageScalar>(_ path: String, values: [T]) throws(StorageError) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let path = HDF5File.absolute(path)
    let dataset = try create(
      path, shape: [values.count], fileType: chdf5_little_endian(T.elementType.code!), T.elementType)
    var closed = false
    defer { if !closed { H5Dclose(dataset) } }
    var status: herr_t = 0
    values.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
      status = H5Dwrite(
        dataset, chdf5_native(T.elementType.code!), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), start)
    }
    let name = path.split(separator: "/").last.map { String($0) } ?? ""
    guard status >= 0, H5DSset_scale(dataset, name) >= 0 else {
      throw Self.failure(path, "cannot declare the dimension")
    }
    closed = true
    guard H5Dclose(dataset) >= 0 else { throw Self.failure(path, "cannot write the dimension") }
    dimensions[path] = values.count
  }

  /// The absolute path of a dimension as seen from a dataset: in its group, or the nearest group around it.
  func dimension(_ name: String, for dataset: String) throws(StorageError) -> String {
    var group = dataset.split(separator: "/").dropLast()
    while true {
      let candidate = "/" + (group + [name[...]]).joined(separator: "/")
      if dimensions[candidate] != nil { return candidate }
      guard group.popLast() != nil else { break }
    }
    throw Self.misuse(dataset, "there is no dimension \(name)", cure: "declare it before the dataset")
  }

  func attach(_ scales: [String], to dataset: hid_t, path: String) throws(StorageError) {
    for (axis, name) in scales.enumerated() {
      let scale = H5Dopen2(id, name, hid_t(H5P_DEFAULT))
      defer { H5Dclose(scale) }
      guard scale >= 0, H5DSattach_scale(dataset, scale, UInt32(axis)) >= 0 else {
        throw Self.failure(path, "cannot attach the dimension \(name)")
      }
    }
  }
}

import CHDF5

extension Dataset {
  /// How the file stores the array.
  ///
  /// - Throws: A `.data` error where its attributes cannot be read.
  public func layout() throws(StorageError) -> DatasetLayout {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    let isScale = H5DSis_scale(id) > 0
    let isBare =
      isScale && attributes.has("NAME")
      ? try attributes.string("NAME").hasPrefix(HDF5Image.withoutVariable) : false
    return DatasetLayout(
      dimensions: dimensionNames(),
      storedBytes: Int(H5Dget_storage_size(id)), filters: filterNames(), isBareDimension: isBare)
  }

  /// What the file calls each axis; nil for one without a name.
  func dimensionNames() -> [String?] {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    return H5DSis_scale(id) > 0 && shape.count == 1 ? [Self.lastName(name)] : shape.indices.map(dimensionName)
  }

  /// The name of the last scale attached to an axis: the one that netCDF takes for the dimension.
  private func dimensionName(_ axis: Int) -> String? {
    final class Name {
      var last: String?
    }
    let name = Name()
    let status = H5DSiterate_scales(
      id, UInt32(axis), nil,
      { _, _, scale, context in
        // The scale is open during this call only.
        let length = H5Iget_name(scale, nil, 0)
        guard length > 0, let context else { return 0 }
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 1) { text in
          text.initialize(repeating: 0)
          H5Iget_name(scale, text.baseAddress, length + 1)
          Unmanaged<Name>.fromOpaque(context).takeUnretainedValue().last = String(cString: text.baseAddress!)
        }
        return 0
      }, Unmanaged.passUnretained(name).toOpaque())
    return withExtendedLifetime(name) { status < 0 ? nil : name.last.map(Self.lastName) }
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }

  private func filterNames() -> [String] {
    let creation = H5Dget_create_plist(id)
    defer { H5Pclose(creation) }
    return (0..<max(0, H5Pget_nfilters(creation))).map { index in
      var flags: UInt32 = 0
      var parameterCount = 0
      var configuration: UInt32 = 0
      var text = [CChar](repeating: 0, count: 64)
      let filter = H5Pget_filter2(
        creation, UInt32(index), &flags, &parameterCount, nil, text.count - 1, &text, &configuration)
      return switch Int32(filter) {
      case H5Z_FILTER_DEFLATE: "deflate"
      case H5Z_FILTER_SHUFFLE: "shuffle"
      case H5Z_FILTER_FLETCHER32: "fletcher32"
      default: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
  }
}

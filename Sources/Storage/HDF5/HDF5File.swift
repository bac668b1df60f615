import CHDF5

/// An HDF5 file opened for reading.
///
/// The file is never locked or changed. Objects are named by their absolute path, such as `/optimizer/first`; the
/// leading slash may be left out. Datasets stay readable as long as they or the file are referenced.
public final class HDF5File: @unchecked Sendable {
  // Unchecked: the properties never change, and HDF5Library lets one thread at a time use the identifier.

  /// The path the file was opened by; for an image in memory, the path it was read from.
  public let path: String
  let id: hid_t
  let damage: DamageGuard

  init(path: String, id: hid_t, damage: DamageGuard) {
    self.path = path
    self.damage = damage
    self.id = id
  }

  deinit {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    H5Fclose(id)
  }

  /// Whether the file holds a group or dataset of this name.
  public func has(_ name: String) -> Bool {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let name = Self.absolute(name)
    if name == "/" { return true }
    // H5Lexists fails where a parent is missing, so every prefix is asked for in turn.
    var prefix = ""
    for component in name.split(separator: "/") {
      prefix += "/" + component
      guard H5Lexists(id, prefix, hid_t(H5P_DEFAULT)) > 0, H5Oexists_by_name(id, prefix, hid_t(H5P_DEFAULT)) > 0 else {
        return false
      }
    }
    return true
  }

  /// Whether the file holds a group of this name.
  public func hasGroup(_ name: String) -> Bool {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    return has(name) && kind(of: Self.absolute(name)) == H5I_GROUP
  }

  /// Whether the file holds a dataset of this name.
  public func hasDataset(_ name: String) -> Bool {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    return has(name) && kind(of: Self.absolute(name)) == H5I_DATASET
  }

  /// The names of the members of a group, in alphabetical order, without their parents' names.
  ///
  /// - Throws: A `.data` error where there is no such group.
  public func names(in group: String = "/") throws(StorageError) -> [String] {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let group = Self.absolute(group)
    try require(group, is: H5I_GROUP, called: "group")
    let object = H5Oopen(id, group, hid_t(H5P_DEFAULT))
    defer { H5Oclose(object) }
    var info = H5G_info_t()
    guard object >= 0, H5Gget_info(object, &info) >= 0 else {
      throw HDF5Library.failure(path: path, object: group, action: "cannot list the group")
    }
    var names: [String] = []
    for index in 0..<info.nlinks {
      let length = H5Lget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, hid_t(H5P_DEFAULT))
      guard length >= 0 else {
        throw HDF5Library.failure(path: path, object: group, action: "cannot list the group")
      }
      names.append(
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 1) { text in
          text.initialize(repeating: 0)
          H5Lget_name_by_idx(
            object, ".", H5_INDEX_NAME, H5_ITER_INC, index, text.baseAddress, length + 1, hid_t(H5P_DEFAULT))
          return String(cString: text.baseAddress!)
        })
    }
    return names
  }

  /// Opens a dataset.
  ///
  /// - Parameters:
  ///   - name: Its absolute path.
  ///   - cacheBytes: Memory for its chunks; never less than two chunks, because HDF5 otherwise reads and checks a
  ///     whole chunk for every row (230 times slower, measured with 4 MiB chunks).
  /// - Throws: A `.data` error where there is no such dataset, or where its content lies in other files (virtual and
  ///   external storage read as fill values when a part is missing) or needs a filter this HDF5 does not have.
  public func dataset(_ name: String, cacheBytes: Int = 1 << 20) throws(StorageError) -> Dataset {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let name = Self.absolute(name)
    try require(name, is: H5I_DATASET, called: "dataset")
    return try Dataset(file: self, name: name, cacheBytes: cacheBytes)
  }

  /// The attributes of a group or dataset; of the file itself (its root group) by default.
  ///
  /// - Throws: A `.data` error where there is no such object.
  public func attributes(of object: String = "/") throws(StorageError) -> Attributes {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let object = Self.absolute(object)
    guard has(object) else { throw missing(object, called: "object") }
    return Attributes(file: self, object: object)
  }

  private func require(_ name: String, is kind: H5I_type_t, called word: String) throws(StorageError) {
    guard has(name) else { throw missing(name, called: word) }
    let object = H5Oopen(id, name, hid_t(H5P_DEFAULT))
    guard object >= 0 else {
      throw HDF5Library.failure(path: path, object: name, action: "cannot open the \(word)")
    }
    defer { H5Oclose(object) }
    guard H5Iget_type(object) == kind else {
      throw StorageError(
        .data, path: path, object: name, problem: "is not a \(word)", cure: "name a \(word) of the file")
    }
  }

  private func missing(_ name: String, called word: String) -> StorageError {
    StorageError(
      .data, path: path, object: name, problem: "the file has no such \(word)",
      cure: "check with h5dump -n that this is the right file, and add the \(word)")
  }

  func kind(of name: String) -> H5I_type_t {
    let object = H5Oopen(id, name, hid_t(H5P_DEFAULT))
    defer { H5Oclose(object) }
    return H5Iget_type(object)
  }

  static func absolute(_ name: String) -> String {
    "/" + name.split(separator: "/").joined(separator: "/")
  }
}

import CHDF5

extension HDF5File {
  /// Every name of the file but that of its root group: groups before their members, members in alphabetical order.
  ///
  /// Links by name are listed, not followed.
  /// - Throws: A `.data` error where a group cannot be listed.
  public func objects() throws(StorageError) -> [StoredObject] {
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    var objects: [StoredObject] = []
    var known: [[UInt64]: String] = [:]
    try list("/", into: &objects, &known)
    return objects
  }

  private func list(
    _ group: String, into objects: inout [StoredObject], _ known: inout [[UInt64]: String]
  ) throws(StorageError) {
    for name in try names(in: group) {
      let path = Self.absolute(group + "/" + name)
      var address: [UInt64] = [0, 0]
      switch UInt32(bitPattern: chdf5_link(id, path, &address)) {
      case CHDF5_LINK_NAMED.rawValue: objects.append(StoredObject(path: path, kind: .link))
      case CHDF5_LINK_HARD.rawValue:
        // A group may hold a link to a group around it: what is known is not listed again.
        if let other = known[address] {
          objects.append(StoredObject(path: path, kind: .alias(of: other)))
          continue
        }
        known[address] = path
        switch kind(of: path) {
        case H5I_GROUP:
          objects.append(StoredObject(path: path, kind: .group))
          try list(path, into: &objects, &known)
        case H5I_DATATYPE: objects.append(StoredObject(path: path, kind: .type))
        // What cannot be opened has been an array: whoever opens it is told why not.
        default: objects.append(StoredObject(path: path, kind: .dataset))
        }
      default: throw HDF5Library.failure(path: self.path, object: path, action: "cannot follow the link")
      }
    }
  }
}

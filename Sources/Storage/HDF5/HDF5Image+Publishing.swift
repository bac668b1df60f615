extension HDF5Image {
  /// Seals the file and puts it in the place of `path`, atomically.
  ///
  /// - Throws: An `.io` error where it cannot be written (see `AtomicFile.publish`).
  public func publish(to path: String, seal scheme: SealScheme = .whole) throws(StorageError) {
    var bytes = try bytes()
    Seal.append(to: &bytes, scheme: scheme)
    try AtomicFile.publish(bytes, to: path)
  }
}

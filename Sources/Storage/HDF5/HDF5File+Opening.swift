import CHDF5
import Glibc

extension HDF5File {
  /// Opens a file for reading, without locking it: locks fail on many network file systems.
  ///
  /// - Throws: An `.io` error where the file is missing, unreadable or a directory; a `.data` error where it is not
  ///   HDF5, truncated or damaged.
  public static func open(_ path: String) throws(StorageError) -> HDF5File {
    let head = try Superblock.Location(path: path)
    let damage = DamageGuard(path: path, fileBytes: head.fileSize)
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let access = H5Pcreate(chdf5_file_access())
    defer { H5Pclose(access) }
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
    H5Pset_file_locking(access, false, true)
    let id = H5Fopen(path, chdf5_read_only(), access)
    guard id >= 0 else { throw failure(path: path, size: head.fileSize, end: head.endOfFile) }
    return HDF5File(path: path, id: id, damage: damage)
  }

  /// Makes sure that a file begins as HDF5 files do.
  ///
  /// - Throws: An `.io` error where the file is missing, unreadable or a directory; a `.data` error where it is not
  ///   HDF5.
  public static func requireFormat(_ path: String) throws(StorageError) { _ = try Superblock.Location(path: path) }

  /// Opens the bytes of a file held in memory; `path` names their origin in errors.
  ///
  /// - Throws: A `.data` error where the bytes are not HDF5, truncated or damaged.
  public static func open(image: [UInt8], path: String) throws(StorageError) -> HDF5File {
    guard let superblock = Superblock(image) else { throw notHDF5(path: path, size: image.count) }
    let damage = DamageGuard(path: path, fileBytes: image.count)
    HDF5Library.enter(damage)
    defer { HDF5Library.leave() }
    let access = H5Pcreate(chdf5_file_access())
    defer { H5Pclose(access) }
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
    H5Pset_fapl_core(access, 1 << 20, false)
    let id = image.withUnsafeBytes { bytes in
      // HDF5 copies the image; the pointer is not written through.
      H5Pset_file_image(access, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) < 0
        ? hid_t(H5I_INVALID_HID) : H5Fopen(HDF5Image.uniqueName(), chdf5_read_only(), access)
    }
    guard id >= 0 else { throw failure(path: path, size: image.count, end: superblock.endOfFile) }
    return HDF5File(path: path, id: id, damage: damage)
  }

  /// Reads a whole file into memory, checks its seal, and opens the very bytes that were checked.
  ///
  /// - Throws: As `open(_:)`; a `.data` error where the seal is broken or absent.
  public static func openSealed(_ path: String) throws(StorageError) -> HDF5File {
    let bytes = try FileSystem.readWhole(path)
    guard Superblock(bytes) != nil else { throw notHDF5(path: path, size: bytes.count) }
    switch Seal.verify(bytes) {
    case .intact: return try open(image: bytes, path: path)
    case .absent:
      throw StorageError(
        .data, path: path, problem: "the file has no seal: another program wrote or changed it",
        cure: "name a file that Pathline wrote and nothing changed since")
    case .broken:
      throw StorageError(
        .data, path: path, problem: "the seal does not match: the file is truncated, damaged or was edited",
        cure: "use another copy of the file")
    }
  }

  private static func failure(path: String, size: Int, end: UInt64?) -> StorageError {
    let wanted = end ?? UInt64(Superblock.byteCount)
    guard wanted > UInt64(size) else {
      return HDF5Library.failure(path: path, object: nil, action: "cannot open the file")
    }
    return StorageError(
      .data, path: path,
      problem: "the file is truncated: \(size) of \(end == nil ? "at least " : "")\(wanted) bytes are there",
      cure: "copy or create the file again")
  }

  static func notHDF5(path: String, size: Int) -> StorageError {
    StorageError(
      .data, path: path, problem: size == 0 ? "the file is empty" : "the file is not in HDF5 format",
      cure: "name an HDF5 (or netCDF-4) file")
  }
}

import CHDF5
import Synchronization

/// An HDF5 file built in memory, to be published as a whole.
///
/// Every image is a valid netCDF-4 file: each axis of each dataset is named by a dimension declared before it. The same
/// calls give the same bytes, in any process, because no times are recorded and all types are explicit. The old file
/// format (superblock 0) is used, because images of the newer ones do not open again with HDF5 before 1.14.6
/// (github.com/HDFGroup/hdf5/pull/5489); objects track creation order, which netCDF needs to append.
///
/// An image one of whose calls has thrown may be incomplete and is to be given up.
public final class HDF5Image {
  private static let counter = Atomic<Int>(0)

  /// Arrays of at least so many bytes by default: an index of chunks costs about as much as a smaller one.
  public static let usualChecksummedBytes = 1024

  let id: hid_t
  /// Arrays of at least so many bytes are stored in chunks, each with a checksum.
  let checksummedBytes: Int
  /// Lengths of the dimensions declared so far, by absolute path.
  var dimensions: [String: Int] = [:]

  /// Starts an image that holds nothing.
  ///
  /// - Parameter checksummedBytes: Arrays of at least so many bytes carry checksums of their own, for readers that read
  ///   parts of the file without verifying its seal; by default 1024.
  /// - Throws: An `.io` error where there is no memory for it.
  public init(checksummedBytes: Int = usualChecksummedBytes) throws(StorageError) {
    self.checksummedBytes = checksummedBytes
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let access = H5Pcreate(chdf5_file_access())
    defer { H5Pclose(access) }
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
    H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18)
    H5Pset_fapl_core(access, 1 << 20, false)
    let creation = H5Pcreate(chdf5_file_create())
    defer { H5Pclose(creation) }
    H5Pset_link_creation_order(creation, chdf5_creation_order())
    H5Pset_attr_creation_order(creation, chdf5_creation_order())
    H5Pset_obj_track_times(creation, false)
    id = H5Fcreate(Self.uniqueName(), chdf5_truncate(), creation, access)
    guard id >= 0 else { throw Self.failure("/", "cannot start the file image") }
  }

  deinit {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    H5Fclose(id)
  }

  /// Adds a group; its parent must exist.
  ///
  /// - Throws: A `.data` error where the name is taken or its parent is missing.
  public func addGroup(_ path: String) throws(StorageError) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let path = HDF5File.absolute(path)
    let creation = H5Pcreate(chdf5_group_create())
    defer { H5Pclose(creation) }
    H5Pset_link_creation_order(creation, chdf5_creation_order())
    H5Pset_attr_creation_order(creation, chdf5_creation_order())
    H5Pset_obj_track_times(creation, false)
    let group = H5Gcreate2(id, path, hid_t(H5P_DEFAULT), creation, hid_t(H5P_DEFAULT))
    guard group >= 0, H5Gclose(group) >= 0 else { throw Self.failure(path, "cannot add the group") }
  }

  /// The bytes of the file, complete at any time.
  ///
  /// The corresponding C function is `H5Fget_file_image`.
  /// - Throws: An `.io` error where there is no memory for it.
  public func bytes() throws(StorageError) -> [UInt8] {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    guard H5Fflush(id, H5F_SCOPE_GLOBAL) >= 0 else { throw Self.failure("/", "cannot complete the file image") }
    let size = H5Fget_file_image(id, nil, 0)
    guard size > 0 else { throw Self.failure("/", "cannot copy the file image") }
    var complete = false
    // Room for the seal, so that sealing does not copy the file.
    let image = [UInt8](unsafeUninitializedCapacity: size + Seal.byteCount) { buffer, count in
      complete = H5Fget_file_image(id, buffer.baseAddress, size) == size
      count = complete ? size : 0
    }
    guard complete else { throw Self.failure("/", "cannot copy the file image") }
    return image
  }

  /// A name no other image of this process has: HDF5 takes images of the same name for the same file.
  static func uniqueName() -> String {
    "pathline-image-\(counter.add(1, ordering: .relaxed).newValue)"
  }

  static func failure(_ object: String, _ action: String) -> StorageError {
    HDF5Library.failure(path: "(file image in memory)", object: object, action: action)
  }

  static func misuse(_ object: String, _ problem: String, cure: String) -> StorageError {
    StorageError(.data, path: "(file image in memory)", object: object, problem: problem, cure: cure)
  }
}

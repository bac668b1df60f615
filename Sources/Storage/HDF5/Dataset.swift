import CHDF5

/// An array of an HDF5 file, read whole or by blocks.
public final class Dataset: @unchecked Sendable {
  // Unchecked: the properties never change, and HDF5Library lets one thread at a time use the identifier.

  /// Its absolute path in the file.
  public let name: String
  /// Lengths of its axes, slowest first; empty for a scalar.
  public let shape: [Int]
  /// What its elements are.
  public let elementType: ElementType
  /// Lengths of the blocks the file stores it in; nil where it is stored in one piece.
  public let chunkShape: [Int]?

  let file: HDF5File
  let id: hid_t

  /// The file it is in, as its path was given.
  var path: String { file.path }

  /// Elements in the whole array; 1 for a scalar.
  public var elementCount: Int { shape.reduce(1, *) }

  /// Its attributes.
  public var attributes: Attributes { Attributes(file: file, object: name) }

  /// Opens a dataset that exists; called inside `HDF5Library.enter`.
  init(file: HDF5File, name: String, cacheBytes: Int) throws(StorageError) {
    var id = H5Dopen2(file.id, name, hid_t(H5P_DEFAULT))
    guard id >= 0 else {
      throw HDF5Library.failure(path: file.path, object: name, action: "cannot open the dataset")
    }
    var opened = false
    defer { if !opened { H5Dclose(id) } }

    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    elementType = ElementType(hdf5Type: type)
    shape = try Self.shape(of: id, file: file, name: name)
    let creation = H5Dget_create_plist(id)
    defer { H5Pclose(creation) }
    try Self.requireSelfContained(creation, file: file, name: name)
    chunkShape = Self.chunkShape(creation, rank: shape.count)

    if let chunkShape {
      let chunkBytes = chunkShape.reduce(H5Tget_size(type), *)
      H5Dclose(id)
      let access = H5Pcreate(chdf5_dataset_access())
      defer { H5Pclose(access) }
      // 521 slots, a prime, and the preference for evicting used-up chunks are the library's own defaults.
      H5Pset_chunk_cache(access, 521, max(cacheBytes, 2 * chunkBytes, 1 << 20), 0.75)
      id = H5Dopen2(file.id, name, access)
      guard id >= 0 else {
        throw HDF5Library.failure(path: file.path, object: name, action: "cannot open the dataset")
      }
    }
    self.file = file
    self.name = name
    self.id = id
    opened = true
  }

  deinit {
    HDF5Library.enter(file.damage)
    defer { HDF5Library.leave() }
    H5Dclose(id)
  }

  func error(_ problem: String, cure: String) -> StorageError {
    StorageError(.data, path: file.path, object: name, problem: problem, cure: cure)
  }

  private static func shape(of id: hid_t, file: HDF5File, name: String) throws(StorageError) -> [Int] {
    let space = H5Dget_space(id)
    defer { H5Sclose(space) }
    guard H5Sget_simple_extent_type(space) != H5S_NULL else {
      throw StorageError(
        .data, path: file.path, object: name, problem: "the dataset has no elements (a null dataspace)",
        cure: "write it with a shape")
    }
    let rank = Int(H5Sget_simple_extent_ndims(space))
    var lengths = [hsize_t](repeating: 0, count: max(rank, 0))
    guard rank >= 0, H5Sget_simple_extent_dims(space, &lengths, nil) >= 0 else {
      throw HDF5Library.failure(path: file.path, object: name, action: "cannot read the dataset's shape")
    }
    let bytes = lengths.reduce((product: hsize_t(16), overflow: false)) { part, length in
      let (product, overflow) = part.product.multipliedReportingOverflow(by: max(length, 1))
      return (product, part.overflow || overflow || product > hsize_t(Int.max))
    }
    guard !bytes.overflow else {
      throw StorageError(
        .data, path: file.path, object: name, problem: "the shape \(lengths) is beyond any memory",
        cure: "the file may be damaged; restore it from its source")
    }
    return lengths.map { Int($0) }
  }

  private static func chunkShape(_ creation: hid_t, rank: Int) -> [Int]? {
    guard H5Pget_layout(creation) == H5D_CHUNKED else { return nil }
    var lengths = [hsize_t](repeating: 0, count: rank)
    H5Pget_chunk(creation, Int32(rank), &lengths)
    return lengths.map { Int($0) }
  }

  private static func requireSelfContained(_ creation: hid_t, file: HDF5File, name: String) throws(StorageError) {
    guard H5Pget_layout(creation) != H5D_VIRTUAL, H5Pget_external_count(creation) == 0 else {
      throw StorageError(
        .data, path: file.path, object: name,
        problem: "the dataset keeps its content in other files, and would read as fill values where one is missing",
        cure: "copy the content into one file (h5repack)")
    }
    for index in 0..<max(0, H5Pget_nfilters(creation)) {
      var flags: UInt32 = 0
      var parameterCount = 0
      var configuration: UInt32 = 0
      var text = [CChar](repeating: 0, count: 64)
      let filter = H5Pget_filter2(
        creation, UInt32(index), &flags, &parameterCount, nil, text.count - 1, &text, &configuration)
      if filter >= 0, H5Zfilter_avail(filter) > 0 { continue }
      let label = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw StorageError(
        .data, path: file.path, object: name,
        problem: "the dataset is stored through filter \(filter) (\(label)), which this HDF5 library does not have",
        cure: "rewrite the file without it (h5repack -f NONE), or install the filter's plugin")
    }
  }
}

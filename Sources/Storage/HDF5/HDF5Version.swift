import CHDF5

/// The versions of the HDF5 library, for `pathline doctor`.
public enum HDF5Version {
  /// The version the program was compiled with, such as `1.10.8`.
  public static let compiled = "\(H5_VERS_MAJOR).\(H5_VERS_MINOR).\(H5_VERS_RELEASE)"

  /// The version the program runs with.
  ///
  /// The corresponding C function is `H5get_libversion`.
  public static var running: String {
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard H5get_libversion(&major, &minor, &release) >= 0 else { return "unknown" }
    return "\(major).\(minor).\(release)"
  }

  /// Whether the library reads data compressed with deflate (gzip).
  public static var readsDeflate: Bool {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    return H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0
  }
}

import Glibc

/// Notices that a file loses bytes while it is read.
///
/// HDF5 reads zeros where the end of a file should not be, and the checksum of zeros (Fletcher-32) is zero: bytes that
/// went after the file was opened would pass as content.
struct FileExtent {
  private let path: String
  private let atOpening: stat

  /// Remembers how large the file is.
  ///
  /// - Throws: An `.io` error where there is no such file.
  init(_ path: String) throws(StorageError) {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .system(errno, path: path, action: "cannot open the file", isReading: true)
    }
    atOpening = status
  }

  /// Makes sure that the file has all its bytes still; one that another has replaced stays readable as it was.
  ///
  /// - Throws: A `.data` error where it has become shorter.
  func requireWhole() throws(StorageError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_ino == atOpening.st_ino, status.st_dev == atOpening.st_dev,
      status.st_size < atOpening.st_size
    else { return }
    throw StorageError(
      .data, path: path,
      problem: "the file was cut from \(atOpening.st_size) to \(status.st_size) bytes while it was read",
      cure: "restore it, and let programs write a new file and rename it instead of writing into one that is used")
  }
}

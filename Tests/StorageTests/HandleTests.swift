import CHDF5
import TestSupport
import Testing

@testable import Storage

/// An identifier that is not closed keeps its file open and its memory taken.
@Suite struct HandleTests {
  private static func openIdentifiers() -> [Int] {
    [H5I_FILE, H5I_GROUP, H5I_DATATYPE, H5I_DATASPACE, H5I_DATASET, H5I_ATTR, H5I_GENPROP_LST].map { kind in
      var count: hsize_t = 0
      H5Inmembers(kind, &count)
      return Int(count)
    }
  }

  /// What `body` leaves open, while every other thread waits.
  private static func leaked(by body: () throws -> Void) rethrows -> [Int] {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // The first use of a kind of object makes identifiers that stay for the life of the library.
    try body()
    let before = openIdentifiers()
    try body()
    return zip(openIdentifiers(), before).map { $0 - $1 }
  }

  @Test func everythingIsClosed() throws {
    let scratch = Scratch()
    let none = [0, 0, 0, 0, 0, 0, 0]
    #expect(
      try Self.leaked {
        try ImageTests.sample().publish(to: scratch.file("a.h5"))
        let file = try HDF5File.open(scratch.file("a.h5"))
        _ = try (file.names(), file.has("y"), file.hasGroup("net"), file.attributes().string("Conventions"))
        _ = try (file.dataset("y").read(Float.self), file.dataset("net/job").readStrings())
        _ = try file.dataset("y").attributes.strings("names")
        try SeriesTests.ragged().publish(to: scratch.file("b.h5"))
        _ = try SeriesTests.window(try SeriesFile.open(scratch.file("b.h5"), cacheBytes: 1000), 1, 0, 1)
      } == none)
    let text = scratch.write([1, 2, 3], "c.h5")
    #expect(
      try Self.leaked {
        let file = try HDF5File.openSealed(scratch.file("a.h5"))
        #expect(throws: StorageError.self) { try file.dataset("nothing") }
        #expect(throws: StorageError.self) { try file.dataset("y").read(Double.self) }
        #expect(throws: StorageError.self) { try file.attributes().integer("Conventions") }
        #expect(throws: StorageError.self) { try HDF5File.open(text) }
        let image = try HDF5Image()
        #expect(throws: StorageError.self) { try image.addDataset("x", dimensions: ["n"], values: [1.0]) }
        #expect(throws: StorageError.self) { try image.addGroup("no/parent") }
        #expect(throws: StorageError.self) { try image.addScalar("no/parent", 1.0) }
        #expect(throws: StorageError.self) { try image.setAttribute("a", 1, of: "nothing") }
      } == none)
  }
}

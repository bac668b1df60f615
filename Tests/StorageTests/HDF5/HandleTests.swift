import CHDF5
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// An identifier that is not closed keeps its file open and its memory taken.
@Suite struct HandleTests {
  /// The next identifier of every kind that belongs to no file: HDF5 counts them upwards.
  private static func nextIdentifiers() -> [hid_t] {
    let space = H5Screate(H5S_SCALAR)
    let type = chdf5_copy_c_string()
    let list = H5Pcreate(chdf5_file_access())
    H5Sclose(space)
    H5Tclose(type)
    H5Pclose(list)
    return [space, type, list]
  }

  /// How many identifiers `body` leaves open, while every other thread waits.
  private static func leaked(by body: () throws -> Void) rethrows -> Int {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // The first use of a kind of object makes identifiers that stay for the life of the library.
    try body()
    let allFiles = hid_t(H5F_OBJ_FILE | H5F_OBJ_DATASET | H5F_OBJ_GROUP | H5F_OBJ_DATATYPE | H5F_OBJ_ATTR)
    let objects = H5Fget_obj_count(allFiles, UInt32(allFiles))
    let first = nextIdentifiers()
    try body()
    let left = zip(first, nextIdentifiers()).map { before, after in (before..<after).count { H5Iis_valid($0) > 0 } }
    return left.reduce(0, +) + H5Fget_obj_count(allFiles, UInt32(allFiles)) - objects
  }

  @Test("One thread at a time") func oneThreadAtATime() {
    let state = Counter()
    for _ in 0..<3 {
      Thread {
        for _ in 0..<10 {
          HDF5Library.enter()
          let others = state.inside.add(1, ordering: .sequentiallyConsistent).oldValue
          usleep(2000)
          state.inside.subtract(1, ordering: .sequentiallyConsistent)
          HDF5Library.leave()
          state.overlaps.add(others, ordering: .sequentiallyConsistent)
        }
        state.finished.signal()
      }.start()
    }
    for _ in 0..<3 { state.finished.wait() }
    #expect(state.overlaps.load(ordering: .sequentiallyConsistent) == 0)
  }

  private final class Counter: Sendable {
    let inside = Atomic<Int>(0)
    let overlaps = Atomic<Int>(0)
    let finished = DispatchSemaphore(value: 0)
  }

  @Test("Everything is closed") func everythingIsClosed() throws {
    let scratch = Scratch()
    #expect(
      try Self.leaked {
        try ImageTests.sample().publish(to: scratch.file("a.h5"))
        try SeriesTests.ragged().publish(to: scratch.file("b.h5"))
        _ = try SeriesTests.window(try SeriesFile.open(scratch.file("b.h5"), cacheBytes: 1000), 1, 0, 1)
      } == 0)
    // Closing the file would close what was left open in it.
    let file = try HDF5File.open(scratch.file("a.h5"))
    #expect(
      try Self.leaked {
        _ = try (file.names(), file.has("y"), file.hasGroup("net"), file.attributes().string("Conventions"))
        _ = try (file.dataset("y").read(Float.self), file.dataset("net/job").readStrings())
        _ = try (file.dataset("y").attributes.strings("names"), file.attributes(of: "net").integer("seed"))
      } == 0)
    let text = scratch.write([1, 2, 3], "c.h5")
    #expect(
      try Self.leaked {
        _ = try HDF5File.openSealed(scratch.file("a.h5"))
        #expect(throws: StorageError.self) { try file.dataset("nothing") }
        #expect(throws: StorageError.self) { try file.dataset("y").read(Double.self) }
        #expect(throws: StorageError.self) { try file.attributes().integer("Conventions") }
        #expect(throws: StorageError.self) { try HDF5File.open(text) }
        let image = try HDF5Image()
        #expect(throws: StorageError.self) { try image.addDataset("x", dimensions: ["n"], values: [1.0]) }
        #expect(throws: StorageError.self) { try image.addGroup("no/parent") }
        #expect(throws: StorageError.self) { try image.addScalar("no/parent", 1.0) }
        #expect(throws: StorageError.self) { try image.setAttribute("a", 1, of: "nothing") }
      } == 0)
  }
}

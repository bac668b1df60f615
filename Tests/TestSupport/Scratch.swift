import Foundation

/// A directory of its own for one test, removed with it.
package final class Scratch {
  /// Its absolute path.
  package let path: String

  /// Makes the directory.
  package init() {
    path = NSTemporaryDirectory() + "pathline-test-\(UUID().uuidString)"
    mkdir(path, 0o755)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in it.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in it; returns the path.
  @discardableResult
  package func write(_ bytes: some Sequence<UInt8>, _ name: String) -> String {
    precondition(FileManager.default.createFile(atPath: file(name), contents: Data(bytes)))
    return file(name)
  }

  /// Names in the directory, hidden ones too.
  package var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

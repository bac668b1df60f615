import Foundation
import Storage

/// A directory of its own for one test, removed with it.
final class Scratch {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "pathline-storage-\(UUID().uuidString)"
    mkdir(path, 0o755)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: [UInt8], _ name: String) -> String {
    precondition(FileManager.default.createFile(atPath: file(name), contents: Data(bytes)))
    return file(name)
  }

  /// Names in the directory, hidden ones too.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

import Foundation

/// The lines of a file in `Fixtures`, split at spaces.
func fixture(_ name: String) throws -> [[Substring]] {
  let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(contentsOf: directory.appending(path: "Fixtures/\(name)"), encoding: .utf8)
  return text.split(separator: "\n").map { $0.split(separator: " ") }
}

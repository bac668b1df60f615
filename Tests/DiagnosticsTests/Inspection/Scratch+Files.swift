import Foundation
import Storage
import TestSupport

extension Scratch {
  /// Builds a sealed file.
  func publish(_ name: String, _ build: (HDF5Image) throws -> Void) throws -> String {
    let image = try HDF5Image()
    try build(image)
    try image.publish(to: file(name))
    return file(name)
  }
}

/// The bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}

/// Inverts one bit of a file.
func flipBit(_ bit: Int, ofByte offset: Int, in path: String) throws {
  var content = try bytes(of: path)
  content[offset] ^= 1 << UInt8(bit)
  try Data(content).write(to: URL(filePath: path))
}

/// Where bytes first stand in a file.
func offset(of pattern: [UInt8], in path: String) throws -> Int? {
  Data(try bytes(of: path)).firstRange(of: Data(pattern))?.lowerBound
}

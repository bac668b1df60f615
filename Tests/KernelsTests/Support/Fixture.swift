import Foundation
import Kernels
import Testing

/// The lines of a file in `Fixtures`, split at spaces.
func fixture(_ name: String) throws -> [[Substring]] {
  let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(contentsOf: directory.appending(path: "Fixtures/\(name)"), encoding: .utf8)
  return text.split(separator: "\n").map { $0.split(separator: " ") }
}

/// The points of a table of activations: a line has the activation, the number type, the point, and numbers that are
/// true there.
///
/// The point comes first among `numbers`, and as `x` in the type of its line.
func activationFixture(_ name: String) throws -> [(activation: Activation, x: any KernelScalar, numbers: [Double])] {
  try fixture(name).map { fields in
    let activation = try #require(Activation(rawValue: String(fields[0])))
    let numbers = try fields[2...].map { try #require(Double($0)) }
    let x: any KernelScalar = fields[1] == "float32" ? Float(numbers[0]) : numbers[0]
    return (activation, x, numbers)
  }
}

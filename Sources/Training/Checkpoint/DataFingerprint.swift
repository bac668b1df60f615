import Host
import Messaging
import Storage

/// Tells data sets apart by all that is in them, so that a run is not resumed with other data.
///
/// Samples are hashed one by one, each under its number, and their hashes are added: ranks may share them in any way.
struct DataFingerprint {
  private var sum: UInt64 = 0

  /// Adds a sample.
  ///
  /// - Parameters:
  ///   - number: the sample's place in the data set.
  ///   - times: `[observation]`.
  ///   - values: `[observation, series]`, 0 where a value is missing.
  ///   - mask: `[observation, series]`, 1 where there is a value.
  mutating func add(
    sample number: Int, times: UnsafeBufferPointer<Double>, values: UnsafeBufferPointer<Double>,
    mask: UnsafeBufferPointer<UInt8>
  ) {
    var hash = XXHash64.hash(UnsafeRawBufferPointer(times), seed: UInt64(number))
    hash = XXHash64.hash(UnsafeRawBufferPointer(values), seed: hash)
    hash = XXHash64.hash(UnsafeRawBufferPointer(mask), seed: hash)
    sum &+= hash
  }

  /// The SHA-256 of shape and names of a data set and of the sum over the samples that the ranks have added; a
  /// collective call.
  ///
  /// - Parameter copies: who reads the same file; sums go over those ranks.
  func text(of file: SeriesFile, _ copies: DataCopies, _ communicator: Communicator) throws(PathlineError) -> String {
    // Halves of 32 bits: their sums over the ranks do not overflow.
    var halves = [Int64](repeating: 0, count: 2 * copies.count)
    halves[2 * copies.copy] = Int64(sum & 0xffff_ffff)
    halves[2 * copies.copy + 1] = Int64(sum >> 32)
    try messaging { () throws(MessagingError) in
      try halves.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try communicator.sum(buffer) }
    }
    let total = UInt64(halves[2 * copies.copy]) &+ UInt64(halves[2 * copies.copy + 1]) << 32
    let names = file.seriesNames
    let content = Array("\(file.sampleCount) \(file.timeCount) \(file.seriesCount) \(names) \(total)".utf8)
    return content.withUnsafeBytes { SHA256.hex(of: $0) }
  }
}

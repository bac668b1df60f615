import Host
import Messaging
import Storage

/// Where windows may start in a data set with missing values: at observations that have a value of every series.
///
/// A solve starts from what was observed, so a window cannot begin in a gap. Only the number of such places is kept for
/// each sample; which they are is found when a window is read.
enum WindowStarts {
  /// Counts the starts of every training sample; a collective call.
  ///
  /// - Parameters:
  ///   - file: the data set.
  ///   - samples: the samples to look at.
  ///   - length: observations of a window; a shorter series can only be taken whole.
  ///   - communicator: the ranks that share the work.
  /// - Returns: How many starts each sample has, in the order of `samples`; nil where nothing can be missing.
  /// - Throws: A `.data` error where a sample has no start.
  static func count(
    _ file: SeriesFile, samples: [Int], length: Int, _ communicator: Communicator
  ) throws(PathlineError) -> [Int32]? {
    guard file.hasMask else { return nil }
    // Neighbours: they lie in the same chunks.
    let first = samples.count * communicator.rank / communicator.size
    let end = samples.count * (communicator.rank + 1) / communicator.size
    let own = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      var counts: [Int32] = []
      for sample in samples[first..<end] { counts.append(try count(in: file, sample: sample, length: length)) }
      return counts
    }
    let all = try messaging { () throws(MessagingError) in
      let gathered = try communicator.gather(own.withUnsafeBytes { Array($0) }, at: 0)
      return try communicator.broadcast(Array(gathered.joined()), from: 0)
    }
    return all.withUnsafeBytes { bytes in
      (0..<samples.count).map { bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Int32>.stride, as: Int32.self) }
    }
  }

  private static func count(in file: SeriesFile, sample: Int, length: Int) throws(PathlineError) -> Int32 {
    let possible = max(0, file.length(of: sample) - length) + 1
    let count = try storing { () throws(StorageError) in try file.completeCount(of: sample, before: possible) }
    guard count > 0 else {
      throw PathlineError(
        .data,
        """
        \(file.path): /mask, sample \(sample): no observation that a window of \(length) could start from has a value \
        of every series; drop the sample, fill gaps, or shorten data.window.length.
        """)
    }
    return Int32(count)
  }
}

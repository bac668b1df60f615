import Messaging
import Storage

/// Where windows may start in a data set with missing values: at observations that have a value of every series.
///
/// A solve starts from what was observed, so a window cannot begin in a gap.
enum WindowStarts {
  /// Finds the starts of every training sample, ascending; a collective call.
  ///
  /// - Parameters:
  ///   - file: the data set.
  ///   - samples: the samples to look at.
  ///   - length: observations of a window; a shorter series can only be taken whole.
  ///   - communicator: the ranks that share the work.
  /// - Returns: The starts of each sample in the order of `samples`; nil where nothing can be missing.
  /// - Throws: A `.data` error where a sample has no start.
  static func find(
    _ file: SeriesFile, samples: [Int], length: Int, _ communicator: Communicator
  ) throws(TrainingError) -> [[Int32]]? {
    guard file.hasMask else { return nil }
    let share = stride(from: communicator.rank, to: samples.count, by: communicator.size)
    let own = try Agreement.onEveryRank(communicator) { () throws(TrainingError) in
      var integers: [Int32] = []
      for index in share {
        let starts = try starts(in: file, sample: samples[index], length: length)
        integers += [Int32(index), Int32(starts.count)] + starts
      }
      return integers
    }
    let all = try messaging { () throws(MessagingError) in
      let gathered = try communicator.gather(own.withUnsafeBytes { Array($0) }, at: 0)
      return try communicator.broadcast(gathered.flatMap { $0 }, from: 0)
    }
    var result = [[Int32]](repeating: [], count: samples.count)
    all.withUnsafeBytes { buffer in
      let integers = buffer.bindMemory(to: Int32.self)
      var place = 0
      while place < integers.count {
        let count = Int(integers[place + 1])
        result[Int(integers[place])] = Array(integers[place + 2..<place + 2 + count])
        place += 2 + count
      }
    }
    return result
  }

  private static func starts(in file: SeriesFile, sample: Int, length: Int) throws(TrainingError) -> [Int32] {
    let available = file.length(of: sample)
    let series = file.seriesCount
    var times = [Double](repeating: 0, count: available)
    var values = [Double](repeating: 0, count: available * series)
    var mask = [UInt8](repeating: 0, count: available * series)
    try storing { () throws(StorageError) in
      try file.read(sample: sample, start: 0, count: available, times: &times, values: &values, mask: &mask)
    }
    let starts = (0...max(0, available - length)).filter { step in
      mask[step * series..<(step + 1) * series].allSatisfy { $0 == 1 }
    }
    guard !starts.isEmpty else {
      throw TrainingError(
        .data,
        """
        \(file.path): /mask, sample \(sample): no observation that a window of \(length) could start from has a value \
        of every series; drop the sample, fill gaps, or shorten data.window.length.
        """)
    }
    return starts.map { Int32($0) }
  }
}

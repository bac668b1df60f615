import Storage
import Text

/// What a data set of series holds.
public struct SeriesInspection: Sendable, Equatable {
  /// Samples of the data set.
  public let samples: Int
  /// The names of the series.
  public let series: [String]
  /// The number type of the values.
  public let elementType: ElementType
  /// Whether all samples share their times.
  public let sharesTimes: Bool
  /// The fewest observations of a sample.
  public private(set) var shortest = Int.max
  /// The most observations of a sample.
  public private(set) var longest = 0
  /// The smallest time of any sample.
  public private(set) var earliest = Double.infinity
  /// The largest time of any sample.
  public private(set) var latest = -Double.infinity
  /// Values that the samples' lengths make room for.
  public private(set) var values = 0
  /// Those of them that are missing.
  public private(set) var missing = 0
  /// Samples without a value of some series at their first time: no solve of the whole sample can start there.
  public private(set) var startless = 0
  /// The first of them.
  public private(set) var firstStartless: Int?

  /// Memory for samples, in bytes.
  private static let cacheBytes = 8 << 20
  /// Values read at a time.
  private static let windowValues = 1 << 18

  /// Reads a whole data set, a few samples at a time, and checks its content.
  ///
  /// - Throws: A `.data` error where the layout or the content is not that of a data set, with its place; an `.io`
  ///   error where the disk fails.
  init(_ path: String) throws(StorageError) {
    let file = try SeriesFile.open(path, cacheBytes: Self.cacheBytes)
    samples = file.sampleCount
    series = file.seriesNames
    elementType = file.elementType
    sharesTimes = file.sharedTimes != nil
    let window = min(file.timeCount, max(1, Self.windowValues / file.seriesCount))
    var times = [Double](repeating: 0, count: window)
    var values = [Double](repeating: 0, count: window * file.seriesCount)
    var mask = [UInt8](repeating: 0, count: window * file.seriesCount)
    for sample in 0..<samples {
      let length = file.length(of: sample)
      shortest = min(shortest, length)
      longest = max(longest, length)
      for start in stride(from: 0, to: length, by: window) {
        let count = min(window, length - start)
        try file.read(sample: sample, start: start, count: count, times: &times, values: &values, mask: &mask)
        for time in times[..<count] {
          earliest = min(earliest, time)
          latest = max(latest, time)
        }
        let entries = count * file.seriesCount
        self.values += entries
        for observed in mask[..<entries] where observed == 0 { missing += 1 }
        if start == 0, mask[..<file.seriesCount].contains(0) {
          startless += 1
          firstStartless = firstStartless ?? sample
        }
      }
    }
  }

  /// The data set in words.
  var facts: [(name: String, value: String)] {
    var facts = layout
    if let firstStartless {
      facts.append(
        (
          "no start",
          "\(startless) samples lack a value at their first time, sample \(firstStartless) first: they cannot be "
            + "solved as a whole, only trained on by windows (data.window)"
        ))
    }
    return facts
  }

  private var layout: [(name: String, value: String)] {
    let lengths = shortest == longest ? "\(longest) each" : "\(shortest) to \(longest) (ragged)"
    let share = NumberText.general(100 * Double(missing) / Double(values), 3)
    return [
      ("samples", "\(samples)"),
      ("series", "\(series.count): \(series.joined(separator: ", "))"),
      ("observations", lengths),
      (
        "times",
        "\(NumberText.shortest(earliest)) to \(NumberText.shortest(latest)), "
          + (sharesTimes ? "shared by all samples" : "each sample its own")
      ),
      ("missing", missing == 0 ? "none of \(values) values" : "\(missing) of \(values) values (\(share) %)"),
    ]
  }
}

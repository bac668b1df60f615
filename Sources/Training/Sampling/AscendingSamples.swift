/// Asks of neighbouring samples, one after the other, whether they are among some.
struct AscendingSamples {
  private let samples: [Int]
  private var place: Int

  /// Prepares to ask of samples from `first` on; `samples` are ascending.
  init(_ samples: [Int], from first: Int) {
    self.samples = samples
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      if samples[middle] < first { low = middle + 1 } else { high = middle }
    }
    place = low
  }

  /// Whether the next sample is among them; none may be left out in between.
  mutating func take(_ sample: Int) -> Bool {
    guard place < samples.count, samples[place] == sample else { return false }
    place += 1
    return true
  }
}

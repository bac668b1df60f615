import Host
import Kernels
import Storage

extension DataSet {
  /// Predators and prey seen now and then: noisy, at irregular times, in series of different length and with gaps.
  static let lotkaVolterra = DataSet(
    name: "lotka-volterra",
    summary: "noisy predator-prey series at irregular times, of different length and with missing values",
    options: [.samples, .observations, .noise, .seed], size: DataSetSize(samples: 100, observations: 40)
  ) { request, size throws(PathlineError) in
    let (samples, observations) = (size.samples, size.observations)
    guard observations >= 2 else { throw PathlineError(.job, "the series need at least 2 observations") }
    let sigma = request.noise ?? 0.05
    let random = Philox(seed: request.seed)
    var starts: [[Double]] = []
    var times: [[Double]] = []
    var lengths: [Int] = []
    var mask: [UInt8] = []
    for sample in 0..<samples {
      let address = UInt32(sample)
      starts.append([1 + 3 * random.uniform(.data, address, 0), 0.5 + 1.5 * random.uniform(.data, address, 1)])
      let shortest = max(2, observations / 2)
      lengths.append(
        shortest + Int(random.integer(below: UInt64(observations - shortest + 1), .data, address, 2)))
      // One time in each of equal parts of [0, 10]: irregular, yet never two at once.
      let part = 10 / Double(observations - 1)
      times.append(
        (0..<observations).map { k -> Double in
          if k == 0 { return 0 }
          return part * (Double(k - 1) + random.uniform(.data, address, UInt64(100 + k)))
        })
      for k in 0..<observations {
        for series in 0..<2 {
          let draw = random.uniform(.data, address, UInt64(1_000_000 + 2 * k + series))
          mask.append(k == 0 || draw >= 0.1 ? 1 : 0)
        }
      }
    }
    let solutions = try GroundTruth.solve(LotkaVolterraField(), starts: starts, times: times)
    var writer = SeriesFileWriter(
      values: Noise(sigma: sigma, random: random).added(to: solutions), sampleCount: samples, timeCount: observations,
      seriesCount: 2, times: .perSample(times.flatMap { $0 }))
    writer.lengths = lengths
    writer.mask = mask
    writer.names = ["prey", "predators"]
    writer.title = "Lotka-Volterra x' = 1.5 x - x y, y' = x y - 3 y, irregular and incomplete"
    writer.source = "generated: tsit5 at tolerance 1e-12, noise \(sigma), seed \(request.seed)"
    return writer
  }
}

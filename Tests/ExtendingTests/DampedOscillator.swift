import Host
import Kernels
import ODE
import Storage

@testable import DataSets

/// `x' = v, v' = -2 c v - x` with `c = 0.1`.
struct DampedOscillatorField: VectorField {
  typealias Scalar = Double

  var stateCount: Int { 2 }
  var parameterCount: Int { 0 }
  func tapeCount(columns: Int) -> Int { 0 }

  func evaluate(_ at: FieldPoint<Double>, into dy: MutableColumns<Double>, tape: MutableVector<Double>) {
    for column in 0..<at.columns {
      let (x, v) = (at.state[0, column], at.state[1, column])
      dy[0, column] = v
      dy[1, column] = -0.2 * v - x
    }
  }
}

extension DataSet {
  /// Oscillations that die away, from starts at random.
  static let dampedOscillator = DataSet(
    name: "damped-oscillator", summary: "oscillations that die away, from starts at random",
    options: [.samples, .observations, .noise, .seed], size: DataSetSize(samples: 20, observations: 50)
  ) { request, size throws(PathlineError) in
    guard size.observations >= 2 else { throw PathlineError(.job, "the series need at least 2 observations") }
    let random = Philox(seed: request.seed)
    let starts = (0..<size.samples).map { sample in
      (0..<2).map { 2 * random.uniform(.data, UInt32(sample), UInt64($0)) - 1 }
    }
    let times = (0..<size.observations).map { 20 * Double($0) / Double(size.observations - 1) }
    let solutions = try GroundTruth.solve(
      DampedOscillatorField(), starts: starts, times: Array(repeating: times, count: size.samples))
    var writer = SeriesFileWriter(
      values: Noise(sigma: request.noise ?? 0, random: random).added(to: solutions), sampleCount: size.samples,
      timeCount: size.observations, seriesCount: 2, times: .shared(times))
    writer.names = ["x", "v"]
    writer.title = "Damped oscillator x'' = -0.2 x' - x"
    writer.source = "generated: tsit5 at tolerance 1e-12, noise \(request.noise ?? 0), seed \(request.seed)"
    return writer
  }
}

import Glibc
import Host
import Kernels
import Storage

extension DataSet {
  /// The spiral of the Neural ODE paper's example: `y' = y^3 A` from (2, 0), 1000 times on [0, 25].
  ///
  /// Source: ode_demo.py of Chen, Rubanova, Bettencourt and Duvenaud (2018). Further samples start elsewhere on the
  /// circle of radius 2.
  static let spiral = DataSet(
    name: "spiral",
    summary: "the paper's spiral y' = y^3 A from (2, 0), 1000 times on [0, 25], without noise",
    options: [.samples, .observations, .noise, .seed], size: DataSetSize(samples: 1, observations: 1000)
  ) { request, size throws(PathlineError) in
    let (samples, observations) = (size.samples, size.observations)
    guard observations >= 2 else { throw PathlineError(.job, "the spiral needs at least 2 observations") }
    let random = Philox(seed: request.seed)
    let times = (0..<observations).map { 25 * Double($0) / Double(observations - 1) }
    let starts = (0..<samples).map { sample -> [Double] in
      if sample == 0 { return [2, 0] }
      let angle = 2 * Double.pi * random.uniform(.data, 0, UInt64(sample))
      return [2 * cos(angle), 2 * sin(angle)]
    }
    let solutions = try GroundTruth.solve(SpiralField(), starts: starts, times: starts.map { _ in times })
    var writer = SeriesFileWriter(
      values: Noise(sigma: request.noise ?? 0, random: random).added(to: solutions), sampleCount: samples,
      timeCount: observations, seriesCount: 2, times: .shared(times))
    writer.names = ["x", "y"]
    writer.title = "Spiral y' = y^3 A, A = [[-0.1, 2], [-2, -0.1]]"
    writer.source = "generated: tsit5 at tolerance 1e-12, noise \(request.noise ?? 0), seed \(request.seed)"
    return writer
  }
}

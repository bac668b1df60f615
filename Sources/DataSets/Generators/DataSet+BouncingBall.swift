import Host
import Kernels
import Storage

extension DataSet {
  /// Balls dropped and thrown from different heights, in closed form.
  ///
  /// It takes no noise: a noisy height may lie below the floor, and a solve that starts there never meets it.
  static let bouncingBall = DataSet(
    name: "bouncing-ball",
    summary:
      "height and velocity of balls that fall at 9.81 and keep 0.9 of their speed at the floor, on [0, 3], exact",
    options: [.samples, .observations, .seed], size: DataSetSize(samples: 32, observations: 61)
  ) { request, size throws(PathlineError) in
    let (samples, observations) = (size.samples, size.observations)
    let random = Philox(seed: request.seed)
    let times = (0..<observations).map { 3 * Double($0) / Double(observations - 1) }
    let values = (0..<samples).flatMap { sample in
      BouncingBall.states(
        height: 1 + 2 * random.uniform(.data, UInt32(sample), 0),
        velocity: 4 * random.uniform(.data, UInt32(sample), 1) - 2, times: times
      ).flatMap { $0 }
    }
    var writer = SeriesFileWriter(
      values: values, sampleCount: samples, timeCount: observations, seriesCount: 2, times: .shared(times))
    writer.names = ["height", "velocity"]
    writer.title = "Bouncing balls x'' = -9.81 above 0, v -> -0.9 v at 0"
    writer.source = "generated: closed form, seed \(request.seed)"
    return writer
  }
}

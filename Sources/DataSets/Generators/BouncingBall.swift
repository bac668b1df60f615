/// A ball above a floor: free flight `x'' = -9.81`, and at the floor it keeps nine tenths of its speed.
///
/// From height `x` and velocity `v` the floor is met after `(v + u) / g` with the speed `u = sqrt(v^2 + 2 g x)`.
enum BouncingBall {
  static let gravity = 9.81
  static let restitution = 0.9

  /// Height and velocity at rising times, of which the first is the start, `[time, 2]`: the closed form, flight by
  /// flight.
  static func states(height: Double, velocity: Double, times: [Double]) -> [[Double]] {
    var (start, x, v) = (times[0], height, velocity)
    return times.map { time in
      while true {
        let speed = (v * v + 2 * gravity * x).squareRoot()
        let floor = start + (v + speed) / gravity
        guard time > floor else { break }
        (start, x, v) = (floor, 0, restitution * speed)
      }
      let since = time - start
      return [x + v * since - gravity * since * since / 2, v - gravity * since]
    }
  }
}

/// Cosine annealing from the base rate to a floor.
///
/// Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", equation 5, without restarts.
struct CosineSchedule: Schedule {
  static let kind = "cosine"

  /// Steps from the base rate to the floor, at least 1; later steps stay at the floor.
  let steps: Int
  /// The last rate as a fraction of the base rate; default 0.
  let floor: Double

  /// Makes the schedule.
  init(steps: Int, floor: Double = 0) {
    precondition(steps >= 1, "a cosine schedule needs a positive length")
    self.steps = steps
    self.floor = floor
  }

  func factor(_ step: Int) -> Double {
    let fraction = Double(min(step, steps)) / Double(steps)
    return floor + (1 - floor) * 0.5 * (1 + Self.cosine(ofHalfTurns: fraction))
  }

  /// `cos(pi x)` for `x` in [0, 1], by the Taylor series on [0, pi/4].
  ///
  /// The C library chooses its cosine by the CPU it finds, with bits that differ; the rate must not differ between
  /// hosts.
  static func cosine(ofHalfTurns x: Double) -> Double {
    if x > 0.5 { return -cosine(ofHalfTurns: 1 - x) }
    // cos(pi x) = sin(pi (1/2 - x)): above a quarter the sine's series is the short one.
    let useSine = x > 0.25
    let angle = Double.pi * (useSine ? 0.5 - x : x)
    let square = angle * angle
    var term = useSine ? angle : 1
    var sum = term
    for k in stride(from: useSine ? 2 : 1, through: 20, by: 2) {
      term *= -square / Double(k * (k + 1))
      sum += term
    }
    return sum
  }
}

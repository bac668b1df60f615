import Glibc

/// A step-size controller: the next step from the errors of the last three accepted ones.
///
/// With `q_n` the error over the tolerance of step `n` and `k` the order of its error estimate plus one, the step is
/// multiplied by `safety * q_n^(-beta1/k) * q_{n-1}^(-beta2/k) * q_{n-2}^(-beta3/k)`, kept within `[shrink, growth]`; a
/// step is accepted when `q <= 1`. After a rejection only the current error counts and the step never grows.
public struct StepController: Sendable, Equatable {
  /// The name in job files.
  public let name: String
  /// The exponents of the last three error ratios, before division by `k`.
  public let beta: SIMD3<Double>
  /// The fraction of the predicted step that is taken.
  public var safety: Double { 0.9 }
  /// The largest factor of one change.
  public var growth: Double { 10.0 }
  /// The smallest factor of one change.
  public var shrink: Double { 0.2 }

  /// The elementary controller: only the last error counts.
  public static let integral = StepController(name: "i", beta: [1, 0, 0])

  /// The proportional-integral controller with Gustafsson's exponents 0.7 and -0.4.
  ///
  /// Source: Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.2; PI34 in Soderlind, "Digital filters
  /// in adaptive time-stepping", ACM TOMS 29 (2003) 1-26.
  public static let proportionalIntegral = StepController(name: "pi", beta: [0.7, -0.4, 0])

  /// The PID controller with the exponents 0.58, -0.21 and 0.1 of Kennedy and Carpenter, Applied Numerical Mathematics
  /// 44 (2003) 139-181.
  public static let pid = StepController(name: "pid", beta: [0.58, -0.21, 0.1])

  /// Every controller.
  public static let all: [StepController] = [integral, proportionalIntegral, pid]

  /// The controller of that name, or nil.
  public init?(named name: String) {
    guard let controller = Self.all.first(where: { $0.name == name }) else { return nil }
    self = controller
  }

  private init(name: String, beta: SIMD3<Double>) {
    self.name = name
    self.beta = beta
  }

  /// The factor of the step size after an accepted step with error ratio `q` and, before it, `q1` and `q2` (1 where
  /// there was none).
  func factor(accepted q: Double, _ q1: Double, _ q2: Double, order k: Double) -> Double {
    // An error of exactly zero says nothing about the next step but that it may grow.
    guard q > 0 else { return growth }
    let exponent = beta.x * log(q) + beta.y * log(q1) + beta.z * log(q2)
    return min(growth, max(shrink, safety * exp(-exponent / k)))
  }

  /// The factor of the step size after a rejected step with error ratio `q`, which is above 1 or not a number.
  func factor(rejected q: Double, order k: Double) -> Double {
    guard q.isFinite else { return shrink }
    return min(1, max(shrink, safety * exp(-log(q) / k)))
  }
}

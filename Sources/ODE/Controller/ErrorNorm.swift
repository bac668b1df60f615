/// How the scaled errors of a state's components become one number.
public enum ErrorNorm: String, Sendable, CaseIterable {
  /// The root mean square (Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", II.4, equation
  /// 4.11).
  case rms
  /// The largest.
  case max

  /// What two parts of a sum of squares, or of a maximum, amount to; NaN if either is.
  func joined(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .rms: x + y
    case .max: x.isNaN || x > y ? x : y
    }
  }

  /// The norm of `count` components from their sum of squares or their maximum.
  func value(_ joined: Double, count: Int) -> Double {
    switch self {
    case .rms: (joined / Double(count)).squareRoot()
    case .max: joined
    }
  }
}

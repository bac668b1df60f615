/// The number type of states and parameters; times and sums are always 64-bit.
public enum JobPrecision: String, CaseIterable, Sendable {
  /// 32-bit IEEE floating point.
  case float32
  /// 64-bit IEEE floating point.
  case float64
}

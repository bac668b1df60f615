/// The coefficients of an explicit Runge-Kutta method with `stages` stages.
///
/// A step from `(t, y)` of size `h` is `K_i = f(t + c_i h, y + h sum_j a_ij K_j)`, `y_1 = y + h sum_i b_i K_i`, its error
/// estimate `h sum_i e_i K_i`, and its dense output `y(t + theta h) = y + h sum_i b_i(theta) K_i`.
public struct Tableau: Sendable, Equatable {
  /// Row `i` holds `a_i1 ... a_i,i-1`; the first row is empty.
  public let a: [[Double]]
  /// The weights of the step.
  public let b: [Double]
  /// The abscissae.
  public let c: [Double]
  /// The weights of the error estimate, `b` minus those of the embedded method; empty without one.
  public let e: [Double]
  /// Row `i` holds the coefficients of `theta, theta^2, ...` in `b_i(theta)`.
  public let dense: [[Double]]

  /// How many stages there are.
  public var stages: Int { b.count }

  /// Whether the last stage is the derivative at the end of the step, and so the first stage of the next.
  public let isFirstSameAsLast: Bool

  /// Makes a tableau; the row sums of `a` are the abscissae.
  public init(a: [[Double]], b: [Double], c: [Double], e: [Double] = [], dense: [[Double]]) {
    self.a = a
    self.b = b
    self.c = c
    self.e = e
    self.dense = dense
    isFirstSameAsLast = b.count > 1 && b.last == 0 && a[b.count - 1] == Array(b.dropLast())
  }
}

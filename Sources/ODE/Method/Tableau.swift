/// The coefficients of an explicit Runge-Kutta method with `stages` stages.
///
/// A step from `(t, y)` of size `h` is `K_i = f(t + c_i h, y + h sum_j a_ij K_j)`, `y_1 = y + h sum_i b_i K_i`, its error
/// estimate `h sum_i e_i K_i`, and its dense output `y(t + theta h) = y + h sum_i b_i(theta) K_i`. The stages that the step
/// depends on come first, then those of its error estimate, then those that dense output alone needs: the latter are
/// evaluated only in steps that hold an observation.
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
  public var stages: Int { c.count }

  /// How many stages the end of the step depends on.
  public let stepStages: Int

  /// How many stages the end of the step and its error estimate depend on.
  public let estimateStages: Int

  /// The stage that is the derivative at the end of the step, and so the first stage of the next; nil if there is none.
  public let endStage: Int?

  /// Makes a tableau; the row sums of `a` are the abscissae, and zeros at the end of a row may be left out.
  public init(a: [[Double]], b: [Double], c: [Double], e: [Double] = [], dense: [[Double]]) {
    func padded(_ row: [Double], to count: Int) -> [Double] {
      row + Array(repeating: 0, count: count - row.count)
    }
    self.a = a.enumerated().map { padded($1, to: $0) }
    self.b = padded(b, to: c.count)
    self.c = c
    self.e = e.isEmpty ? [] : padded(e, to: c.count)
    self.dense = dense
    let stepStages = (b.lastIndex { $0 != 0 } ?? 0) + 1
    self.stepStages = stepStages
    estimateStages = max(stepStages, (e.lastIndex { $0 != 0 } ?? 0) + 1)
    endStage = c.indices.first { i in
      i >= stepStages && c[i] == 1 && padded(a[i], to: i) == padded(Array(b.prefix(i)), to: i)
    }
  }
}

/// The coefficients of a Runge-Kutta method with `stages` stages: explicit, diagonally or linearly implicit.
///
/// A diagonally implicit one has an explicit first stage; linearly implicit ones are those of Rosenbrock and Wanner.
///
/// A step from `(t, y)` of size `h` is `K_i = f(t + c_i h, y + h sum_j a_ij K_j)`, `y_1 = y + h sum_i b_i K_i`, its
/// error estimate `h sum_i e_i K_i`, and its dense output `y(t + theta h) = y + h sum_i b_i(theta) K_i`. The stages
/// that the step depends on come first, then those of its error estimate, then those that dense output alone needs: the
/// latter are evaluated only in steps that hold an observation. Where the method has an ``auxiliary`` state, it enters
/// the states of the stages and of the end.
///
/// A method that is ``isSplit`` has its stages in pairs at the same state, and all sums are over the stages of both
/// parts.
public struct Tableau: Sendable, Equatable {
  /// Row `i` holds `a_i1 ... a_i,i-1`; the first row is empty.
  public let a: [[Double]]
  /// `a_ii` of every stage that is the solution of an equation; 0 for an explicit method.
  public let diagonal: Double
  /// Row `i` holds `gamma_i1 ... gamma_i,i-1`; empty unless the method is linearly implicit.
  ///
  /// Then a stage is `K_i = f(t + c_i h, y + h sum_{j<i} a_ij K_j) + h J sum_{j<=i} gamma_ij K_j + h gamma_i f_t`, with
  /// the derivatives `J` and `f_t` at the start of the step and `gamma_ii` the diagonal. The first stage is the field
  /// itself at the start, where the second one is evaluated as well; no other stage refers to it.
  public let gamma: [[Double]]
  /// The weights of the step.
  public let b: [Double]
  /// The abscissae.
  public let c: [Double]
  /// The weights of the error estimate, `b` minus those of the embedded method; empty without one.
  public let e: [Double]
  /// Row `i` holds the coefficients of `theta, theta^2, ...` in `b_i(theta)`.
  public let dense: [[Double]]
  /// What makes the last stage of a partitioned method, which is not evaluated; nil for others.
  public let partition: PartitionedWeights?
  /// What is carried from step to step besides the state; nil for a one-step method.
  public let auxiliary: AuxiliaryState?
  /// Whether stages come in pairs: `2 i` the stiff part of the field, `2 i + 1` the other part at the same state.
  ///
  /// The former are solved and the latter explicit. Where it is false every stage is the whole field.
  public let isSplit: Bool

  /// How many stages there are.
  public var stages: Int { c.count }

  /// How many stages the end of the step depends on.
  public let stepStages: Int

  /// How many stages the end of the step and its error estimate depend on.
  public let estimateStages: Int

  /// The stage that is the derivative at the end of the step, and so the first stage of the next; nil if there is none.
  public let endStage: Int?

  /// Makes a tableau; the row sums of `a` are the abscissae, and zeros at the end of a row may be left out.
  public init(
    a: [[Double]], diagonal: Double = 0, gamma: [[Double]] = [], b: [Double], c: [Double], e: [Double] = [],
    dense: [[Double]], partition: PartitionedWeights? = nil, auxiliary: AuxiliaryState? = nil, isSplit: Bool = false
  ) {
    func padded(_ row: [Double], to count: Int) -> [Double] {
      row + Array(repeating: 0, count: max(0, count - row.count))
    }
    self.a = a.enumerated().map { padded($1, to: $0) }
    self.diagonal = diagonal
    self.gamma = gamma.enumerated().map { padded($1, to: $0) }
    self.b = padded(b, to: c.count)
    self.c = c
    self.e = e.isEmpty ? [] : padded(e, to: c.count)
    self.dense = dense
    self.partition = partition
    self.auxiliary = auxiliary
    self.isSplit = isSplit
    func used(_ weights: [Double]) -> Int { (weights.lastIndex { $0 != 0 } ?? 0) + 1 }
    let stepStages = max(used(b), used(auxiliary?.weights ?? []))
    self.stepStages = stepStages
    estimateStages = max(stepStages, used(e))
    func isReached(by weights: [Double], _ i: Int) -> Bool {
      c[i] == 1 && padded(a[i], to: i) == padded(Array(weights.prefix(i)), to: i)
    }
    endStage =
      switch auxiliary?.kind {
      case nil: c.indices.first { $0 >= stepStages && isReached(by: b, $0) }
      case .derivative: nil
      case .state:
        c.indices.first { i in
          auxiliary?.arguments[0] == [0, 1] && auxiliary?.arguments[i] == auxiliary?.own
            && i >= used(auxiliary?.weights ?? []) && isReached(by: auxiliary?.weights ?? [], i)
        }
      }
  }

  /// `b_i(theta)`, the weight of stage `i` in the dense output, or with `derivative` its derivative.
  func denseWeight(_ i: Int, at theta: Double, derivative: Bool = false) -> Double {
    let coefficients = dense[i]
    var value = 0.0
    for power in stride(from: coefficients.count, to: 0, by: -1) {
      let coefficient = coefficients[power - 1]
      value = derivative ? value * theta + Double(power) * coefficient : (value + coefficient) * theta
    }
    return value
  }

  /// Whether stages are the solutions of equations.
  public var isImplicit: Bool { diagonal != 0 }

  /// Whether these equations are linear, with the Jacobian at the start of the step.
  public var isLinearlyImplicit: Bool { !gamma.isEmpty }

  /// Whether the state of a stage holds the stage itself.
  public var isDiagonallyImplicit: Bool { isImplicit && !isLinearlyImplicit }

  /// Whether every stage is the field along the solution, so that the weights of the step integrate any function of it.
  public var isQuadrature: Bool { !isLinearlyImplicit && !isSplit }

  /// All weights of the state where stage `i` is evaluated, the diagonal included.
  func row(_ i: Int) -> [Double] { isSolved(i) ? a[i] + [diagonal] : a[i] }

  /// The weight `gamma_i` of the field's derivative by time in stage `i` of a linearly implicit method.
  func timeWeight(_ i: Int) -> Double { i == 0 ? 0 : gamma[i].reduce(diagonal, +) }

  /// Weights of the stages before `i`, of the same part of the field, that predict it.
  ///
  /// An earlier stage at the same time, else the smallest weights that are exact for derivatives linear in time.
  ///
  /// A guess of this kind starts Newton's iteration from the solution's neighbourhood where a constant one does not
  /// (the predictors of Kvaerno's and of Kennedy and Carpenter's methods are of the same order).
  func predictor(_ i: Int) -> [Double] {
    let before = (0..<i).filter { !isSplit || $0 % 2 == i % 2 }
    var weights = Array(repeating: 0.0, count: i)
    guard before.count > 1 else {
      for j in before { weights[j] = 1 }
      return weights
    }
    if let twin = before.last(where: { c[$0] == c[i] }) {
      weights[twin] = 1
      return weights
    }
    let count = Double(before.count)
    let mean = before.reduce(0) { $0 + c[$1] } / count
    let spread = before.reduce(0) { $0 + (c[$1] - mean) * (c[$1] - mean) }
    for j in before { weights[j] = 1 / count + (c[j] - mean) * (c[i] - mean) / spread }
    return weights
  }
}

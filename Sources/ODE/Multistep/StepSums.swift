import Kernels

/// The sums that make up a group's step by a method of several steps, with weights from each column's order and steps.
///
/// One row of weights per term, `[term, columns]`: the stages of the step, then the remembered derivatives by their
/// place. The step's size is counted in. A column that does not advance has weights of zero.
final class StepSums<Scalar: KernelScalar> {
  /// What is summed up.
  enum Sum: Int {
    /// The predicted and the corrected end, less the start.
    case predictor, corrector
    /// The error, the difference that the last node makes to the corrector, and those of other orders.
    ///
    /// One and two orders less, and one more where enough is remembered.
    case error, lowerError, lowestError, higherError
    /// The value of the predictor's polynomial at the end, and the derivative of the corrector's there, by time.
    case predictedDerivative, secondDerivative

    static var count: Int { 8 }
  }

  private let terms: Int
  /// The weights of every sum, `[sum, term, column]`, each packed for the columns in use.
  private let narrow: MutableColumnStack<Scalar>
  private let wide: MutableColumnStack<Double>
  private let polynomials: AdamsPolynomials
  /// The steps that the sums are for, and the index of the step and the columns they were taken at.
  private let planned: MutableVector<Double>
  private var plannedRecord = -1
  private(set) var plannedColumns = 0

  init(_ method: Method, _ multistep: Multistep, capacity: Int, in arena: Arena) {
    terms = method.tableau.stages + multistep.memory
    narrow = arena.stack(Scalar.self, count: Sum.count, rows: terms, columns: capacity)
    wide = arena.stack(Double.self, count: Sum.count, rows: terms, columns: capacity)
    planned = arena.vector(Double.self, capacity)
    polynomials = AdamsPolynomials(in: arena)
  }

  /// The weights of a sum, `[term, columns]`.
  func weights(_ sum: Sum) -> Columns<Scalar> { narrow[sum.rawValue].packed(columns: plannedColumns).view }

  private func wideWeights(_ sum: Int) -> MutableColumns<Double> { wide[sum].packed(columns: plannedColumns) }

  /// The weight of a term of a sum in one column.
  func weight(_ sum: Sum, _ term: Int, _ column: Int) -> Double {
    wideWeights(sum.rawValue)[term, column]
  }

  /// Forgets what was planned, for another solve.
  func clear() { plannedRecord = -1 }

  /// Writes all sums for the group's step.
  func plan(_ group: GroupState<Scalar>, _ history: StepHistory<Scalar>) {
    let columns = group.columns
    // At one step of a solve the same steps have the same history.
    let isPlanned =
      plannedRecord == group.stepIndex && plannedColumns == columns
      && (0..<columns).allSatisfy { planned[$0] == group.step[$0] }
    if isPlanned { return }
    plannedRecord = group.stepIndex
    plannedColumns = columns
    planned.first(columns).copy(group.step.first(columns))
    for column in 0..<columns {
      let isSame = column > 0 && self.isSame(column, column - 1, group, history)
      for sum in 0..<Sum.count {
        let weights = wideWeights(sum)
        for term in 0..<terms { weights[term, column] = isSame ? weights[term, column - 1] : 0 }
      }
      if !isSame && column < group.live && group.step[column] != 0 { plan(column, group.step[column], history) }
    }
    for sum in 0..<Sum.count {
      Scalar.narrow(narrow[sum].packed(columns: columns).values, from: wideWeights(sum).values.view)
    }
  }

  /// Whether two columns have the same weights.
  private func isSame(_ a: Int, _ b: Int, _ group: GroupState<Scalar>, _ history: StepHistory<Scalar>) -> Bool {
    guard a < group.live, group.step[a] == group.step[b], history.order[a] == history.order[b],
      history.newest[a] == history.newest[b], history.remembered[a] == history.remembered[b]
    else { return false }
    return (0..<min(Int(history.order[a]), Int(history.remembered[a]))).allSatisfy {
      history.step($0 + 1, a) == history.step($0 + 1, b)
    }
  }

  private func plan(_ column: Int, _ step: Double, _ history: StepHistory<Scalar>) {
    let k = Int(history.order[column])
    let known = min(k, Int(history.remembered[column]))
    polynomials.layOut(step: step, count: known) { history.step($0, column) }
    let (predictor, corrector) = (polynomials.predictor, polynomials.corrector)
    func term(_ i: Int) -> Int { AdamsPolynomials.term(i) { history.place($0, column) } }
    predictor.integrate(to: 1)
    for i in 0..<k { put(.predictor, term(i + 1), column, step * predictor.weight(i, nodes: k)) }
    predictor.evaluate(at: 1)
    for i in 0..<k { put(.predictedDerivative, term(i + 1), column, predictor.weight(i, nodes: k)) }
    corrector.differentiate(at: 1)
    for i in 0...k { put(.secondDerivative, term(i), column, corrector.weight(i, nodes: k + 1) / step) }
    corrector.integrate(to: 1)
    for i in 0...k { put(.corrector, term(i), column, step * corrector.weight(i, nodes: k + 1)) }
    func error(_ sum: Sum, _ order: Int) {
      for i in 0...order { put(sum, term(i), column, step * corrector.weight(i, added: order)) }
    }
    error(.error, k)
    if k > 1 { error(.lowerError, k - 1) }
    if k > 2 { error(.lowestError, k - 2) }
    if known >= k { error(.higherError, k + 1) }
  }

  private func put(_ sum: Sum, _ term: Int, _ column: Int, _ weight: Double) {
    wideWeights(sum.rawValue)[term, column] = weight
  }
}

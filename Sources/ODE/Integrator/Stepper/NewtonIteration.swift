import Glibc
import Kernels

/// Where Newton's iteration for the stages of a diagonally implicit step stands, column by column.
///
/// The iteration is the simplified one: all stages of a step share the Jacobian at its start (``StageJacobian``). Each
/// column converges, or fails, by its own numbers: it stops moving where it does, however long others go on. A column
/// has converged where its displacement, extrapolated by the rate of convergence, is below ``tolerance`` in units of
/// the step's tolerance (Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.8). Refined, for gradients
/// and running costs, it goes on from there until the displacement is round-off: a discrete gradient is exact up to the
/// residual of the stages, and the tape of a stage belongs to its solution.
final class NewtonIteration<Scalar: KernelScalar> {
  /// What one column's iteration is at.
  private struct Progress: BitwiseCopyable {
    /// The last displacement, in units of the step's tolerance.
    var displacement = 0.0
    /// The size of the state, in the same units.
    var size = 0.0
    /// Whether the displacement has met the tolerance.
    var isSolved = false
  }

  let isRefined: Bool
  /// The error allowed in a stage, in units of the step's tolerance; of the state itself where steps have a given size.
  let tolerance: Double
  /// The most iterations of one stage.
  let limit: Int
  private let progress: MutableVector<Progress>
  /// The derivative at the iterate, and the displacement of the stage.
  let derivative: MutableColumns<Scalar>
  let displacement: MutableColumns<Scalar>
  /// A sum over each column's rows.
  let sums: MutableVector<Scalar>
  /// 1 in the columns that still move; and in those that have just failed.
  let moving: MutableVector<Scalar>
  let failing: MutableVector<Scalar>
  /// Not 0 in the columns whose step has no solution: infinite where the iteration does not converge, NaN where the
  /// field is not finite.
  let failures: MutableVector<Double>
  /// Whether there is such a column.
  private(set) var hasFailed = false

  init(rows: Int, control: StepControl, capacity: Int, isRefined: Bool, in arena: Arena) {
    if case .adaptive = control {
      self.isRefined = isRefined
      tolerance = isRefined ? 1e-3 : 1e-2
    } else {
      self.isRefined = true
      tolerance = Double(Scalar.ulpOfOne).squareRoot()
    }
    limit = self.isRefined ? 40 : 10
    derivative = arena.columns(Scalar.self, rows: rows, columns: capacity)
    displacement = arena.columns(Scalar.self, rows: rows, columns: capacity)
    sums = arena.vector(Scalar.self, capacity)
    moving = arena.vector(Scalar.self, capacity)
    failing = arena.vector(Scalar.self, capacity)
    progress = arena.vector(Progress.self, capacity)
    failures = arena.vector(Double.self, capacity)
  }

  // MARK: Convergence

  /// Forgets the failures of the step tried before.
  func beginStep(columns: Int) {
    hasFailed = false
    failures.first(columns).fill(0)
  }

  /// Lets every column that has not failed move; `sizes` are the squares of the states in units of the tolerance.
  func beginStage(sizes: Vector<Scalar>) {
    for column in 0..<sizes.count {
      moving[column] = failures[column] == 0 ? 1 : 0
      progress[column] = Progress(size: (Double(sizes[column]) / Double(derivative.rows)).squareRoot())
    }
  }

  /// Judges the displacements just made, whose squares are given; false if no column moves any more.
  func judge(_ iteration: Int, squares: Vector<Scalar>) -> Bool {
    let columns = squares.count
    var anyMoves = false
    for column in 0..<columns {
      failing[column] = 0
      guard moving[column] != 0 else { continue }
      let size = (Double(squares[column]) / Double(derivative.rows)).squareRoot()
      switch verdict(iteration, size, &progress.base[column]) {
      case .moves: anyMoves = true
      case .rests: moving[column] = 0
      case .fails:
        moving[column] = 0
        failing[column] = 1
        hasFailed = true
        failures[column] = isDerivativeFinite(column, columns) ? .infinity : .nan
      }
    }
    return anyMoves
  }

  private enum Verdict { case moves, rests, fails }

  private func verdict(_ iteration: Int, _ displacement: Double, _ progress: inout Progress) -> Verdict {
    guard displacement.isFinite else { return .fails }
    let rate = iteration > 0 ? displacement / progress.displacement : 0.1
    progress.displacement = displacement
    let resolution = Double(Scalar.ulpOfOne) * progress.size
    if displacement <= resolution { return .rests }
    if rate < 1 && rate / (1 - rate) * displacement <= tolerance { progress.isSolved = true }
    if progress.isSolved {
      // Round-off moves the iterate about without end.
      let isNoise = rate > 0.5 && displacement <= 1e3 * resolution
      if !isRefined || isNoise || rate >= 1 || iteration == limit - 1 { return .rests }
      return .moves
    }
    let isHopeless =
      rate >= 1 || iteration == limit - 1
      || pow(rate, Double(limit - 1 - iteration)) / (1 - rate) * displacement > tolerance
    return iteration > 0 && isHopeless ? .fails : .moves
  }

  private func isDerivativeFinite(_ column: Int, _ columns: Int) -> Bool {
    let derivative = derivative.packed(columns: columns)
    return (0..<derivative.rows).allSatisfy { derivative[$0, column].isFinite }
  }

  // MARK: Failures

  /// The first column that carries a moving sample and has failed.
  func failedColumn(of group: GroupState<Scalar>) -> Int? {
    guard hasFailed else { return nil }
    return (0..<group.live).first { failures[$0] != 0 && group.isActive($0) }
  }

  /// Whether every column that carries a moving sample has failed.
  func allFailed(of group: GroupState<Scalar>) -> Bool {
    hasFailed && (0..<group.live).allSatisfy { failures[$0] != 0 || !group.isActive($0) }
  }

  /// Puts the failures in the place of the columns' errors.
  func overrule(_ ratios: MutableVector<Double>, of group: GroupState<Scalar>) {
    guard hasFailed else { return }
    for column in 0..<group.live where failures[column] != 0 { ratios[column] = failures[column] }
  }
}

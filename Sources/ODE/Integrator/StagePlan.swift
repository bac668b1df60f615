import Kernels

/// A tableau compiled into the sums a step and its adjoint take, zero weights left out.
struct StagePlan<Scalar: Real> {
  /// One sum: which stages, with which weights.
  struct Sum {
    nonisolated(unsafe) var indices: UnsafeMutablePointer<Int32>
    nonisolated(unsafe) var weights: UnsafeMutablePointer<Scalar>
    var count = 0

    /// The sum over stages that start at `stages`, `stride` scalars apart.
    func terms(of stages: UnsafeMutablePointer<Scalar>, stride: Int) -> StageTerms<Scalar> {
      StageTerms(
        stages: UnsafePointer(stages), stride: stride, indices: UnsafePointer(indices),
        weights: UnsafePointer(weights), count: count)
    }
  }

  /// `a_ij`: the states the stages are evaluated at.
  let arguments: [Sum]
  /// `b_i`: the step.
  let step: Sum
  /// `e_i`: the error estimate; no terms without one.
  let error: Sum
  /// `b_i` and `a_ji` over `zeta_1 ... zeta_s, lambda`: the cotangents of the stages (solvers-and-gradients, discrete adjoint).
  let cotangents: [Sum]
  /// The sum of all `zeta`.
  let pulledBack: Sum
  /// The same over the stages that the end of the step depends on.
  let stepCotangents: [Sum]
  let stepPulledBack: Sum
  /// The first stage alone, and `K_2 - K_1`: the explicit Euler probe for the first step and its curvature.
  let unit: Sum
  let difference: Sum

  static func bytes(_ tableau: Tableau) -> Int {
    let s = tableau.stages
    return (3 * s + 6) * (Arena.bytes(Int32.self, s + 1) + Arena.bytes(Scalar.self, s + 1))
  }

  init(_ tableau: Tableau, in arena: Arena) {
    let s = tableau.stages
    func sum(_ weights: [(index: Int, weight: Double)]) -> Sum {
      var sum = Sum(indices: arena.take(Int32.self, s + 1), weights: arena.take(Scalar.self, s + 1))
      for term in weights where term.weight != 0 {
        sum.indices[sum.count] = Int32(term.index)
        sum.weights[sum.count] = Scalar(term.weight)
        sum.count += 1
      }
      return sum
    }
    func row(_ weights: [Double]) -> Sum { sum(weights.enumerated().map { (index: $0, weight: $1) }) }
    arguments = tableau.a.map(row)
    step = row(tableau.b)
    error = row(tableau.e)
    func cotangents(of used: Int) -> [Sum] {
      (0..<used).map { i in
        sum(
          [(index: s, weight: tableau.b[i])]
            + (0..<used).filter { $0 > i }.map { (index: $0, weight: tableau.a[$0][i]) })
      }
    }
    self.cotangents = cotangents(of: s)
    stepCotangents = cotangents(of: tableau.stepStages)
    pulledBack = row(Array(repeating: 1, count: s))
    stepPulledBack = row(Array(repeating: 1, count: tableau.stepStages))
    unit = row([1])
    difference = sum([(index: 0, weight: -1), (index: 1, weight: 1)])
  }
}

import Kernels

/// A tableau compiled into the sums a step and its adjoint take, zero weights left out.
///
/// Cotangents are summed over `zeta_1 ... zeta_s`, then that of the state at the end, then that of its auxiliary state.
struct CompiledTableau<Scalar: KernelScalar> {
  /// One sum: which stages, with which weights.
  struct Sum {
    let indices: Vector<Int32>
    let weights: Vector<Scalar>

    /// The sum over stages, each of which has room for `stages.columns` columns.
    func terms(of stages: MutableColumnStack<Scalar>) -> StageTerms<Scalar> { terms(of: stages, behind: 0) }

    /// The sum over what lies behind the first `count` values of each stage.
    func terms(of stages: MutableColumnStack<Scalar>, behind count: Int) -> StageTerms<Scalar> {
      StageTerms(
        stages: stages.base + count, stride: stages.rows * stages.columns, indices: indices.base,
        weights: weights.base, count: indices.count)
    }
  }

  /// What stages are added to: the state, its auxiliary state, or a sum of the two.
  enum Base {
    case state
    case auxiliary
    case both(Sum)
  }

  /// `a_ij`: the states the stages are evaluated at, and what the sums are added to.
  let arguments: [Sum]
  let bases: [Base]
  /// What the stages before predict of each stage, and the displacement of one Newton iteration; diagonally implicit
  /// methods.
  let predictors: [Sum]
  let displacement: Sum
  /// The sums of linearly implicit methods, over the stages before and the cotangents of the stages after.
  ///
  /// `gamma_ij / gamma` over both, `gamma_ij` with the diagonal, and `gamma_i`.
  let gammas: [Sum]
  let gammaCotangents: [Sum]
  let directions: [Sum]
  let timeWeights: [Sum]
  /// `b_i`: the step, and what it is added to.
  let step: Sum
  let stepBase: Base
  /// The last stage of a partitioned method in either half of the rows.
  let partition: (upper: Sum, lower: Sum)?
  /// The auxiliary state at the end of the step.
  let auxiliary: Sum?
  let auxiliaryBase: Base
  /// `e_i`: the error estimate; no terms without one.
  let error: Sum
  /// `b_i` and `a_ji` over `zeta_1 ... zeta_s, lambda`: the cotangents of the stages (solvers-and-gradients, discrete
  /// adjoint).
  let cotangents: [Sum]
  /// The part of a partition's cotangent that goes to each of the evaluated stages, in either half of the rows.
  let partitionCotangents: [(upper: Sum, lower: Sum)]?
  /// `d_i` over the companion's cotangent where it is a derivative: what adds to the stages' cotangents without the
  /// step size.
  let derivativeCotangents: [Sum]?
  /// Both cotangents of the start over all `zeta` and both cotangents of the end, where the auxiliary state is a state.
  let pulledBackPair: (state: Sum, auxiliary: Sum)?
  /// The sum of all `zeta`.
  let pulledBack: Sum
  /// The same over the stages that the end of the step depends on.
  let stepCotangents: [Sum]
  let stepPulledBack: Sum
  let stepPulledBackPair: (state: Sum, auxiliary: Sum)?
  /// The explicit Euler probe for the first step, and what tells of its second derivative.
  ///
  /// They are the derivative at the start of the step, and that of as many stages behind less it.
  let unit: Sum
  let difference: Sum

  init(_ tableau: Tableau, in arena: Arena) {
    let s = tableau.stages
    func sum(_ weights: [(index: Int, weight: Double)]) -> Sum {
      let terms = weights.filter { $0.weight != 0 }
      return Sum(
        indices: arena.vector(of: terms.map { Int32($0.index) }),
        weights: arena.vector(of: terms.map { Scalar($0.weight) }))
    }
    func row(_ weights: [Double]) -> Sum { sum(weights.enumerated().map { (index: $0, weight: $1) }) }
    func base(_ weights: [Double]) -> Base {
      weights == [1, 0] ? .state : weights == [0, 1] ? .auxiliary : .both(row(weights))
    }
    let carried = tableau.auxiliary
    arguments = (0..<s).map { row(tableau.row($0)) }
    let gamma = tableau.gamma
    gammas = gamma.map { row($0.map { $0 / tableau.diagonal }) }
    gammaCotangents = gamma.indices.map { i in
      sum(gamma.indices.filter { $0 > i }.map { (index: $0, weight: gamma[$0][i] / tableau.diagonal) })
    }
    directions = gamma.map { row($0 + [tableau.diagonal]) }
    timeWeights = gamma.indices.map { row([tableau.timeWeight($0)]) }
    predictors = tableau.isDiagonallyImplicit ? (0..<s).map { row(tableau.predictor($0)) } : []
    displacement = row([tableau.diagonal])
    bases = tableau.c.indices.map { i in carried.map { base($0.arguments[i]) } ?? .state }
    step = row(tableau.b)
    stepBase = carried.map { base($0.state) } ?? .state
    partition = tableau.partition.map { (upper: row($0.upper), lower: row($0.lower)) }
    auxiliary = carried.map { row($0.weights) }
    auxiliaryBase = carried.map { base($0.own) } ?? .state
    error = row(tableau.e)
    let pair = carried?.kind == .state ? carried : nil
    func cotangents(of used: Int, _ weights: [Double]) -> [Sum] {
      (0..<used).map { i in
        sum(
          [(index: s, weight: weights[i]), (index: s + 1, weight: pair?.weights[i] ?? 0)]
            + (0..<used).filter { i < tableau.a[$0].count && $0 > i }.map { (index: $0, weight: tableau.a[$0][i]) })
      }
    }
    self.cotangents = cotangents(of: s, tableau.b)
    partitionCotangents = tableau.partition.map { partition in
      partition.upper.indices.map { (upper: row([partition.upper[$0]]), lower: row([partition.lower[$0]])) }
    }
    derivativeCotangents =
      carried?.kind == .derivative ? carried?.weights.map { sum([(index: s + 1, weight: $0)]) } : nil
    stepCotangents = cotangents(of: tableau.stepStages, tableau.b)
    pulledBack = row(Array(repeating: 1, count: s))
    stepPulledBack = row(Array(repeating: 1, count: tableau.stepStages))
    func pulledBackPair(of used: Int) -> (state: Sum, auxiliary: Sum)? {
      pair.map { pair in
        func toward(_ part: Int) -> Sum {
          sum(
            (0..<used).map { (index: $0, weight: pair.arguments[$0][part]) }
              + [(index: s, weight: pair.state[part]), (index: s + 1, weight: pair.own[part])])
        }
        return (state: toward(0), auxiliary: toward(1))
      }
    }
    self.pulledBackPair = pulledBackPair(of: s)
    stepPulledBackPair = pulledBackPair(of: tableau.stepStages)
    let starts = tableau.startStages
    unit = row(Array(repeating: 1, count: starts))
    difference = row(Array(repeating: -1, count: starts) + Array(repeating: 1, count: starts))
  }
}

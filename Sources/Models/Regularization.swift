/// How much each regulariser weighs in the objective.
///
/// The objective is the mean loss over the observed values plus, for each regulariser, its weight times the mean of its
/// integrals, where a trajectory counts as often as it has observed values: the value that belongs to an observation is
/// its loss plus the weighted integral of its trajectory. The integrals run over the time a trajectory covers,
/// whichever its direction.
public struct Regularization: Sendable, Equatable {
  /// The seed of the probe vectors of ``Regularizer/jacobian``.
  public var seed: UInt64
  private var weights = SIMD3<Double>.zero

  /// Makes a regularisation that charges nothing.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// The weight of a regulariser, at least 0; default 0, which leaves it out.
  public subscript(regularizer: Regularizer) -> Double {
    get { weights[regularizer.index] }
    set { weights[regularizer.index] = newValue }
  }

  /// The regularisers that are charged.
  public var used: [Regularizer] { Regularizer.allCases.filter { self[$0] != 0 } }
}

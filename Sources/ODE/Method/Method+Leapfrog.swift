extension Method {
  /// The leapfrog of Stoermer and Verlet for states whose upper half are positions `q` and lower half velocities `v`.
  ///
  /// Kick, drift, kick: `v + h K_1 / 2`, `q' = q + h K_2`, `v' = v + h (K_1 + K_3) / 2`, where stages 2 and 3 stand at
  /// `y + h K_1 / 2` and `y + h K_2`. Where `q'` depends on `v` (and `t`) only and `v'` on `q` (and `t`) only it is the
  /// method of Hairer, Lubich and Wanner, "Geometric numerical integration illustrated by the Stoermer-Verlet method",
  /// Acta Numerica 12 (2003) 399-450: symplectic, symmetric, order 2. On any other field it is an explicit method of
  /// order 2 that does not retrace its steps. A step costs three evaluations. The dense output is the quadratic that
  /// starts with the derivative of the field and ends where the step ends.
  public static let leapfrog = Method(
    name: "leapfrog", order: 2, denseOrder: 2,
    tableau: Tableau(
      a: [[], [1 / 2], [0, 1], []], b: [0, 0, 0, 1], c: [0, 1 / 2, 1, 0], dense: [[1, -1], [0], [0], [0, 1]],
      partition: leapfrogPartition),
    inverse: Inverse(
      order: [2, 1, 0, 3], a: [[0, -1, 0, 0], [0, 0, -1 / 2, 0], [], []], b: [0, 0, 0, -1],
      partition: leapfrogPartition,
      sharesStages: false))

  private static let leapfrogPartition = PartitionedWeights(upper: [0, 1, 0], lower: [1 / 2, 0, 1 / 2])
}

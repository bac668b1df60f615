/// How the gradient of a solve is computed.
public enum GradientMethod: Sendable, Equatable {
  /// The exact gradient of the steps taken, with snapshots planned to fit the byte budget.
  case discrete
  /// The continuous adjoint of the paper (Chen et al. 2018) in constant memory.
  ///
  /// Refused where a reconstructed state misses the true one by more than `bound` (root mean square of the difference
  /// over `1 + |y|`).
  case backsolve(bound: Double, norm: AdjointNorm = .semi)
  /// The continuous adjoint along the dense output of the forward steps, which come back from snapshots in the byte
  /// budget.
  ///
  /// As exact as the tolerances, like `backsolve`, but nothing is reconstructed.
  case interpolated
  /// The exact gradient of the steps taken, for methods that can take them back (``Method/isReversible``), with no step
  /// replayed.
  ///
  /// It is that of `discrete`: to the bit where the byte budget holds the states of all steps, and to round-off where
  /// it does not and each step's start is reconstructed from its end. Refused where a reconstructed state misses the
  /// true one by more than `bound`, measured as for `backsolve` at the start of every segment.
  case reversible(bound: Double)
}

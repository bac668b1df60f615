/// How well a discrete adjoint and the tangent-linear of the same steps are each other's transpose.
///
/// With `lambda_n` the cotangent of the state after `n` steps and `dy_n` a tangent carried there, `<lambda_n, dy_n>`
/// and the part of the loss's change that observations on the way have made amount to the same number for every `n`, to
/// round-off (Sanz-Serna, "Symplectic Runge-Kutta schemes for adjoint equations", SIAM Review 58 (2016) 3-33).
public struct AdjointIdentity: Sendable, Equatable {
  /// How many steps were compared.
  public let steps: Int
  /// The change of the loss by the adjoint, `<lambda_0, dy_0>`.
  public let adjoint: Double
  /// The change of the loss by the tangents at the observations.
  public let tangent: Double
  /// The largest departure from ``tangent`` over all steps, over the largest `|lambda_n| |dy_n|`.
  public let defect: Double
  /// The step before which that is found.
  public let worstStep: Int
}

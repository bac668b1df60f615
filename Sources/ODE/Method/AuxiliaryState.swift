/// What a method carries from step to step besides the state, and how.
///
/// With the state `y` and its auxiliary `x`, stage `i` is evaluated at `u_i1 y + u_i2 x + h sum_j a_ij K_j`, and the
/// step ends with `y' = v_1 y + v_2 x + h sum_i b_i K_i` and an auxiliary state of its own: a general linear method
/// with two inputs (Butcher, "Numerical Methods for Ordinary Differential Equations", chapter 5).
public struct AuxiliaryState: Sendable, Equatable {
  /// What it can be.
  public enum Kind: Sendable {
    /// A second state: `x' = w_1 y + w_2 x + h sum_i d_i K_i`; at the start it equals the state.
    case state
    /// The first stage itself, `K_1 = x`, which is not evaluated: `x' = sum_i d_i K_i`; at the start it is
    /// `f(t_0, y_0)`.
    case derivative
  }

  /// What it is.
  public let kind: Kind
  /// Row `i` holds `u_i1, u_i2`.
  public let arguments: [[Double]]
  /// `v_1, v_2`.
  public let state: [Double]
  /// `w_1, w_2`; of no account for a derivative.
  public let own: [Double]
  /// `d_i`.
  public let weights: [Double]
  /// Whether it is set to the state anew at the end of every segment (``SolveOptions/segment``).
  public let restarts: Bool

  /// A second state.
  static func state(
    arguments: [[Double]], state: [Double], own: [Double], weights: [Double], restarts: Bool = false
  ) -> AuxiliaryState {
    AuxiliaryState(kind: .state, arguments: arguments, state: state, own: own, weights: weights, restarts: restarts)
  }

  /// The first stage.
  static func derivative(weights: [Double]) -> AuxiliaryState {
    AuxiliaryState(
      kind: .derivative, arguments: weights.map { _ in [1, 0] }, state: [1, 0], own: [0, 0], weights: weights,
      restarts: false)
  }
}

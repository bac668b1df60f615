/// Which components' errors judge a step of ``GradientMethod/backsolve(bound:norm:)``.
public enum AdjointNorm: String, Sendable, CaseIterable {
  /// Those of the state and its cotangent: the parameters' quadrature feeds back into nothing, so its error cannot
  /// grow.
  ///
  /// Source: Kidger, Chen and Lyons, "Hey, that's not an ODE: faster ODE adjoints via seminorms" (2021).
  case semi
  /// Those of the parameters' quadrature besides, each parameter counting as a component: the norm of Chen et al.
  /// (2018).
  ///
  /// For group stepping only, because the quadrature is summed over the group. Costs two more sums over the stages for
  /// each step that is tried. Fixed steps are not judged, so that both norms are the same for them.
  case full
}

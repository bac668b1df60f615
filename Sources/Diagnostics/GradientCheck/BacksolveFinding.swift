/// How the continuous adjoint of a job's settings compares with the discrete one.
public enum BacksolveFinding: Sendable, Equatable {
  /// It was computed: its distance from the discrete gradient over that one's length, and the largest residual of a
  /// state.
  case computed(distance: Double, reconstructionError: Double)
  /// It could not be computed; why.
  case refused(String)
}

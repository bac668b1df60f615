/// Who shares a step size.
public enum Stepping: String, Sendable, CaseIterable {
  /// The samples of a group take the same steps, judged by the root mean square error over all of them; a sample that
  /// reaches its end stops there.
  case group
  /// Every sample takes its own steps, judged by its own error: its result does not depend on the rest of the group.
  case sample
}

/// Which samples of a data set are meant.
public enum SplitName: String, CaseIterable, Sendable {
  /// Those held out from training.
  case validation
  /// Those trained on.
  case training
  /// All of them.
  case all
}

/// Which samples of a data set are meant.
public enum SplitName: String, CaseIterable, Sendable {
  /// Those trained on.
  case training
  /// Those held out from training.
  case validation
  /// All of them.
  case all
}

/// What becomes of a group when one of its samples cannot be solved.
public enum FailurePolicy: String, Sendable, CaseIterable {
  /// The solve ends with the error of that sample.
  case fail
  /// The sample is left out and the group solved again without it, so that the others' results are what they would have
  /// been had it not been there.
  ///
  /// Left out is the sample an error names; where samples do not share their steps and run out of them, every one that
  /// has not arrived.
  case drop
}

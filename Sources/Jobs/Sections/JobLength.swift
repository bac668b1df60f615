/// How long a run trains.
public enum JobLength: Equatable, Sendable {
  /// A number of optimiser steps.
  case steps(Int)
  /// A number of passes over the training samples.
  case epochs(Int)
}

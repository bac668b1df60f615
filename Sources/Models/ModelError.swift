import ODE

/// Why a group's loss or gradient could not be computed.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The solve or its gradient failed.
  case solver(SolverError)
  /// A sample of the group lacks a value of its first observation, where its trajectory starts.
  case incompleteStart(sample: Int, series: Int)
  /// The loss of an observed value of the group is not a finite number.
  case nonFiniteLoss(sample: Int, observation: Int, series: Int, value: Double, prediction: Double)
  /// The integral of a regulariser along a sample's trajectory is not a finite number.
  case nonFiniteRegularizer(sample: Int, Regularizer, value: Double)

  /// One sentence with the cause, the place and the cure.
  public var description: String {
    switch self {
    case .solver(let error): error.description
    case .incompleteStart(let sample, let series):
      """
      sample \(sample) of the group has no value of series \(series) at its first observation, where its trajectory \
      starts: let the sample begin at a complete observation, or leave it out
      """
    case .nonFiniteLoss(let sample, let observation, let series, let value, let prediction):
      """
      the loss of sample \(sample) of the group at observation \(observation), series \(series), is not a finite \
      number (observed \(value), predicted \(prediction)): mask values that are not numbers, and scale values that are \
      too large
      """
    case .nonFiniteRegularizer(let sample, let regularizer, let value):
      """
      the regulariser \(regularizer.rawValue) of sample \(sample) of the group is \(value): lower the learning rate or \
      the regulariser's weight
      """
    }
  }
}

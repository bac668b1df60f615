/// How a reversible method takes a step back: its start from its end, exactly but for round-off.
///
/// The stages keep the places, and with them the times, that they have in the step itself. `y` and the auxiliary state
/// here are those of the end, the results those of the start, and `h` is the step that is undone, so that weights carry
/// the sign.
public struct Inverse: Sendable, Equatable {
  /// The coefficients; `a` has full rows, for the stages depend on each other in ``order``.
  public let tableau: Tableau
  /// The order in which the stages are evaluated.
  public let order: [Int]
  /// Whether each stage is evaluated where the step itself evaluates it, so that it need not be evaluated again.
  public let sharesStages: Bool

  init(
    order: [Int], a: [[Double]], b: [Double], partition: PartitionedWeights? = nil, auxiliary: AuxiliaryState? = nil,
    sharesStages: Bool
  ) {
    tableau = Tableau(
      a: a, b: b, c: b.map { _ in 0 }, dense: b.map { _ in [] }, partition: partition, auxiliary: auxiliary)
    self.order = order
    self.sharesStages = sharesStages
  }
}

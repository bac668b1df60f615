/// What a method of several steps remembers besides the state: the derivatives at the starts of earlier steps.
///
/// A step is that of its tableau with other weights: a sum over the evaluated stages and the remembered derivatives,
/// whose weights follow from the sizes of the steps between them and the order at hand. The tableau itself is that of
/// the first step, when nothing is remembered yet.
public struct Multistep: Sendable, Equatable {
  /// The most derivatives that the predictor uses, its own start's included.
  public let maximumOrder: Int
  /// The same for steps of a given size, whose order is not chosen: it rises to this and stays.
  public let fixedOrder: Int

  /// How many derivatives are remembered at most.
  var memory: Int { max(1, maximumOrder - 1) }
}

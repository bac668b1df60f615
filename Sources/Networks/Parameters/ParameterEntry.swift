/// One named array of a flat parameter vector.
public struct ParameterEntry: Sendable, Equatable {
  /// The array's name, for example `layer0.weight`.
  public let name: String
  /// What the array does.
  public let kind: ParameterKind
  /// The array's extents, row-major, slowest first: `[out, in]` for the weight of a dense layer.
  public let shape: [Int]
  /// The index of the array's first value in the flat vector.
  public let offset: Int
  /// Inputs that feed one output of the layer.
  public let fanIn: Int
  /// Outputs that one input of the layer feeds.
  public let fanOut: Int

  /// How many values the array holds.
  public var count: Int { shape.reduce(1, *) }

  /// The indices of the array's values in the flat vector.
  public var range: Range<Int> { offset..<offset + count }
}

/// An attribute as a file holds it.
public struct StoredAttribute: Sendable {
  /// Its name.
  public let name: String
  /// What its elements are.
  public let elementType: ElementType
  /// Lengths of its axes, slowest first; empty for a scalar.
  public let shape: [Int]
  /// Its values, flattened; nil for elements that are neither text nor numbers of at most 64 signed bits.
  public let value: AttributeValue?
}

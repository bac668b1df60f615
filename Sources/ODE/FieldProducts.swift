/// How many products with a vector field's Jacobian a piece of work takes.
public struct FieldProducts: Sendable, Equatable {
  /// Vector-Jacobian products, pullbacks of other products included.
  public var vjps: Int
  /// Jacobian-vector products.
  public var jvps: Int

  /// Counts of both kinds; default none.
  public init(vjps: Int = 0, jvps: Int = 0) {
    self.vjps = vjps
    self.jvps = jvps
  }

  /// Adds the counts of both kinds.
  public static func + (first: FieldProducts, second: FieldProducts) -> FieldProducts {
    FieldProducts(vjps: first.vjps + second.vjps, jvps: first.jvps + second.jvps)
  }
}

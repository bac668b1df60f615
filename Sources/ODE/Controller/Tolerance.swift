/// An error bound for every component of a state: one for all, or one each.
public struct Tolerance: Sendable, Equatable, ExpressibleByFloatLiteral {
  /// The bounds of the components in their order; a single one if it holds for all.
  public let values: [Double]
  /// Whether one bound holds for all components.
  public let isUniform: Bool

  private init(_ values: [Double], isUniform: Bool) {
    self.values = values
    self.isUniform = isUniform
  }

  /// One bound for all components, as a literal.
  public init(floatLiteral value: Double) { self.init([value], isUniform: true) }

  /// One bound for all components.
  public static func uniform(_ value: Double) -> Tolerance { Tolerance([value], isUniform: true) }

  /// A bound for each component.
  public static func components(_ values: [Double]) -> Tolerance { Tolerance(values, isUniform: false) }

  /// A bound for each part of the state, a run of `rows` components.
  public static func parts(_ parts: [(rows: Int, value: Double)]) -> Tolerance {
    .components(parts.flatMap { Array(repeating: $0.value, count: $0.rows) })
  }

  /// The bound of a component.
  public subscript(component: Int) -> Double { isUniform ? values[0] : values[component] }

  /// Whether there is a bound for every component of a state with `rows` of them.
  public func fits(rows: Int) -> Bool { isUniform || values.count == rows }

  /// The same bounds, but none above `limit` except those that are infinite.
  public func capped(at limit: Double) -> Tolerance {
    Tolerance(values.map { $0.isFinite ? min($0, limit) : $0 }, isUniform: isUniform)
  }

  /// The bounds of a state made of two such states.
  var twice: Tolerance { isUniform ? self : .components(values + values) }
}

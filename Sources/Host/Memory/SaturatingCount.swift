/// A whole number at least 0 that stays at the largest `Int` where a sum or product would leave it.
///
/// For sizes that a job or a command asks for: they are compared with what there is before anything relies on them.
package struct SaturatingCount: Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// The number; `Int.max` stands for all numbers from there on.
  package let value: Int

  /// A number at least 0.
  package init(_ value: Int) {
    precondition(value >= 0, "counts are not negative")
    self.value = value
  }

  package init(integerLiteral value: Int) { self.init(value) }

  /// The sum.
  package static func + (a: SaturatingCount, b: SaturatingCount) -> SaturatingCount {
    let (sum, overflow) = a.value.addingReportingOverflow(b.value)
    return SaturatingCount(overflow ? .max : sum)
  }

  /// The product.
  package static func * (a: SaturatingCount, b: SaturatingCount) -> SaturatingCount {
    let (product, overflow) = a.value.multipliedReportingOverflow(by: b.value)
    return SaturatingCount(overflow ? .max : product)
  }
}

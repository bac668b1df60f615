import Models

/// The mean integral of each regulariser that a job charges, not weighed.
package struct RegularizerMeans: Sendable, Equatable {
  private var values = SIMD3<Double>.zero
  private var isCharged = SIMDMask<SIMD3<Int64>>(repeating: false)

  /// Makes means of a job that charges nothing.
  package init() {}

  /// The mean of a regulariser; nil where it is not charged.
  package subscript(regularizer: Regularizer) -> Double? {
    get { isCharged[regularizer.index] ? values[regularizer.index] : nil }
    set {
      isCharged[regularizer.index] = newValue != nil
      values[regularizer.index] = newValue ?? 0
    }
  }
}

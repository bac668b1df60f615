/// The non-zero terms of one weighted sum of stages: `sum over j of weights[j] * stage(indices[j])`.
///
/// Borrows its memory: the arrays live as long as the arena they were planned in.
public struct StageTerms<Scalar: KernelScalar>: Sendable {
  /// The stages, each `[rows, columns]`, `stride` scalars apart.
  public nonisolated(unsafe) let stages: UnsafePointer<Scalar>
  /// Scalars from one stage to the next.
  public let stride: Int
  /// Which stage each term takes.
  public nonisolated(unsafe) let indices: UnsafePointer<Int32>
  /// The weight of each term.
  public nonisolated(unsafe) let weights: UnsafePointer<Scalar>
  /// How many terms there are; zero terms sum to zero.
  public let count: Int

  /// Gathers the parts of a sum.
  public init(
    stages: UnsafePointer<Scalar>, stride: Int, indices: UnsafePointer<Int32>, weights: UnsafePointer<Scalar>,
    count: Int
  ) {
    self.stages = stages
    self.stride = stride
    self.indices = indices
    self.weights = weights
    self.count = count
  }
}

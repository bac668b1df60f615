import Kernels

/// One random vector per sample, fixed during a solve: the noise of a stochastic trace or norm estimate.
///
/// Filled between solves by whoever knows which sample stands in which column.
public final class ProbeVectors<Scalar: KernelScalar>: @unchecked Sendable {
  /// The vectors, `[rows, columns]` with one column per sample of the group.
  public let values: MutableColumns<Scalar>
  /// Components of a vector.
  public let rows: Int
  /// The pitch: the largest number of samples, rounded up to whole lanes.
  public let columns: Int

  private let arena: Arena
  private let zeros: MutableVector<Int32>

  /// Makes vectors of zeros for groups of up to `samples` samples.
  public init(rows: Int, samples: Int) {
    self.rows = rows
    let columns = Scalar.paddedColumns(samples)
    self.columns = columns
    func layOut(in arena: Arena) -> (values: MutableColumns<Scalar>, zeros: MutableVector<Int32>) {
      (arena.columns(Scalar.self, rows: rows, columns: columns), arena.vector(Int32.self, columns))
    }
    arena = Arena(capacity: Arena.bytes { _ = layOut(in: $0) })
    (values, zeros) = layOut(in: arena)
  }

  /// The memory the vectors take.
  public var bytes: Int { arena.capacity }

  /// Writes the vectors of the samples that the columns of a point carry, `[rows, columns]`.
  func gather(for samples: Vector<Int32>, into out: MutableColumns<Scalar>) {
    Scalar.gatherColumns(
      out, from: ColumnStack(values.view), slots: zeros.view, ids: samples)
  }
}

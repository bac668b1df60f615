import Kernels

/// One random vector per sample, fixed during a solve: the noise of a stochastic trace or norm estimate.
///
/// Filled between solves by whoever knows which sample stands in which column.
public final class ProbeVectors<Scalar: Real>: Sendable {
  /// The vectors, `[rows, columns]` with one column per sample of the group.
  public let values: MutableColumns<Scalar>
  /// Components of a vector.
  public let rows: Int
  /// The pitch: the largest number of samples, rounded up to whole lanes.
  public let columns: Int

  private nonisolated(unsafe) let arena: Arena
  private let zeros: MutableVector<Int32>

  /// Makes vectors of zeros for groups of up to `samples` samples.
  public init(rows: Int, samples: Int) {
    self.rows = rows
    columns = Scalar.paddedColumns(samples)
    arena = Arena(capacity: Self.bytes(rows: rows, samples: samples))
    values = arena.columns(Scalar.self, rows: rows, columns: columns)
    zeros = arena.vector(Int32.self, columns)
  }

  /// The memory the vectors take.
  public var bytes: Int { arena.capacity }

  private static func bytes(rows: Int, samples: Int) -> Int {
    let columns = Scalar.paddedColumns(samples)
    return Arena.bytes(Scalar.self, rows * columns) + Arena.bytes(Int32.self, columns)
  }

  /// Writes the vectors of the samples that the columns of a point carry, `[rows, columns]`.
  func gather(for samples: Vector<Int32>, into out: MutableColumns<Scalar>) {
    Scalar.gatherColumns(
      out, from: ColumnStack(values.base, count: 1, rows: rows, columns: columns), slots: zeros.view, ids: samples)
  }
}

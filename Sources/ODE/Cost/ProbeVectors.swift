import Kernels

/// One random vector per sample, fixed during a solve: the noise of a stochastic trace or norm estimate.
///
/// Filled between solves by whoever knows which sample stands in which column.
public final class ProbeVectors<Scalar: Real>: Sendable {
  /// The vectors, `[rows, columns]` with one column per sample of the group.
  public nonisolated(unsafe) let values: UnsafeMutablePointer<Scalar>
  /// Components of a vector.
  public let rows: Int
  /// The pitch: the largest number of samples, rounded up to whole lanes.
  public let columns: Int

  private nonisolated(unsafe) let arena: Arena
  private nonisolated(unsafe) let zeros: UnsafeMutablePointer<Int32>

  /// Makes vectors of zeros for groups of up to `samples` samples.
  public init(rows: Int, samples: Int) {
    self.rows = rows
    columns = Scalar.paddedColumns(samples)
    arena = Arena(capacity: Self.bytes(rows: rows, samples: samples))
    values = arena.take(Scalar.self, rows * columns)
    zeros = arena.take(Int32.self, columns)
  }

  /// The memory the vectors take.
  public var bytes: Int { arena.capacity }

  private static func bytes(rows: Int, samples: Int) -> Int {
    let columns = Scalar.paddedColumns(samples)
    return Arena.bytes(Scalar.self, rows * columns) + Arena.bytes(Int32.self, columns)
  }

  /// Writes the vectors of the samples that the columns of a point carry, `[rows, columns]`.
  func gather(for samples: UnsafePointer<Int32>, columns count: Int, into out: UnsafeMutablePointer<Scalar>) {
    Scalar.gatherColumns(out, columns: count, from: values, pitch: columns, slots: zeros, ids: samples, rows: rows)
  }
}

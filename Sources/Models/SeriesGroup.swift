import Kernels

/// A group of time series in the layout of a solve, filled by whoever reads the data.
///
/// Every sample is a column; ``columns`` is the pitch of all arrays. Columns from ``samples`` on are padding, and so
/// are the observations of a sample beyond its count: what they hold is neither read nor changed.
public final class SeriesGroup<Scalar: KernelScalar> {
  /// Components of an observation.
  public let series: Int
  /// The most samples the group has room for.
  public let capacity: Int
  /// The most observations a sample may have.
  public let observations: Int
  /// The pitch of every array: ``capacity`` rounded up to whole lanes.
  public let columns: Int
  /// How many samples the group has at the moment; at first none.
  public var samples = 0
  /// How many observations each sample has, `[columns]`; at least 1.
  public let counts: UnsafeMutablePointer<Int32>
  /// The observation times, `[observations, columns]`, strictly monotone for each sample; the first is its start.
  public let times: UnsafeMutablePointer<Double>
  /// The observed values, `[observations, series, columns]`; anything, also NaN, where the mask is zero.
  public let values: UnsafeMutablePointer<Scalar>
  /// What whoever reads the data has taken off the times of each sample, `[columns]`; at first zero.
  public let origins: UnsafeMutablePointer<Double>
  /// A number of each sample's own, `[columns]`, to which its random numbers belong; at first zero.
  public let keys: UnsafeMutablePointer<UInt64>
  /// Counts how often random numbers are drawn anew, as the steps of training do; at first 0.
  public var round: UInt32 = 0
  /// One where a value was observed, zero where it is missing, `[observations, series, columns]`.
  public let mask: UnsafeMutablePointer<Scalar>

  private let arena: Arena

  /// Allocates a group; every array starts as zeros.
  ///
  /// - Parameters:
  ///   - series: components of an observation, at least 1.
  ///   - samples: the most samples, at least 1.
  ///   - observations: the most observations of a sample, at least 1.
  public convenience init(series: Int, samples: Int, observations: Int) {
    let bytes = Arena.bytes {
      _ = SeriesGroup(series: series, samples: samples, observations: observations, in: $0)
    }
    self.init(series: series, samples: samples, observations: observations, in: Arena(capacity: bytes))
  }

  /// Takes its memory from an arena.
  init(series: Int, samples: Int, observations: Int, in arena: Arena) {
    precondition(series > 0 && samples > 0 && observations > 0, "a group without room")
    self.series = series
    capacity = samples
    self.observations = observations
    columns = (samples + Scalar.laneCount - 1) / Scalar.laneCount * Scalar.laneCount
    self.arena = arena
    counts = arena.take(Int32.self, columns)
    keys = arena.take(UInt64.self, columns)
    origins = arena.take(Double.self, columns)
    times = arena.take(Double.self, observations * columns)
    values = arena.take(Scalar.self, observations * series * columns)
    mask = arena.take(Scalar.self, observations * series * columns)
  }
}

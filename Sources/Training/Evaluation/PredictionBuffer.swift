import Kernels
import Models
import Networks
import Storage

/// Collects the predicted series of the evaluated samples, in the units of the data.
///
/// Every rank encodes with a book; rank 0 alone keeps what is put into its book.
final class PredictionBuffer<Scalar: TrainingScalar> {
  /// The row of each sample.
  private let rows: [Int: Int]
  private let times: Int
  private let series: Int
  /// What the series were divided by, one each.
  let divisors: [Double]
  /// `[sample, time, series]`, not a number where there is no prediction; empty on ranks that do not collect.
  private(set) var predicted: [Scalar]
  /// The events along the predicted series; nil where none are looked for.
  let events: EventTable<Scalar>?

  /// Plans a book.
  ///
  /// - Parameters:
  ///   - samples: the samples, in the order of the groups.
  ///   - times: length of the time axis.
  ///   - divisors: what the series were divided by, one each.
  ///   - hasEvents: whether events are looked for.
  ///   - collects: whether this rank keeps the predictions.
  init(samples: [Int], times: Int, divisors: [Double], hasEvents: Bool, collects: Bool) {
    rows = Dictionary(uniqueKeysWithValues: samples.enumerated().map { ($1, $0) })
    self.times = times
    self.divisors = divisors
    series = divisors.count
    events = hasEvents ? EventTable(rows: collects ? samples.count : 0, divisors: divisors) : nil
    predicted = [Scalar](repeating: .nan, count: collects ? samples.count * times * divisors.count : 0)
  }

  /// The predictions of a group just solved, as bytes that travel to rank 0.
  ///
  /// - Parameters:
  ///   - model: the model that solved the group.
  ///   - group: the group; an item's length is how many observations are taken of it.
  func encode(_ model: TrajectoryModel<Scalar>, _ group: SolveGroup) -> [UInt8] {
    let states = model.field.stateCount
    let columns = model.group.columns
    let values = group.items.map { $0.length * series }.reduce(0, +)
    let predictions = [UInt8](unsafeUninitializedCapacity: values * MemoryLayout<Scalar>.stride) { buffer, count in
      count = values * MemoryLayout<Scalar>.stride
      buffer.withMemoryRebound(to: Scalar.self) { out in
        var offset = 0
        for (column, item) in group.items.enumerated() {
          FeedKernels.gather(
            model.predictions, states: states, columns: columns, column: column, observations: item.length,
            rows: series, factors: divisors, into: out.baseAddress! + offset)
          offset += item.length * series
        }
      }
    }
    return predictions + (events?.encode(model) ?? [])
  }

  /// Keeps the bytes a rank encoded for a group.
  func put(_ bytes: [UInt8], of group: SolveGroup) {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      for item in group.items {
        guard let row = rows[item.sample] else { preconditionFailure("no such sample in the book") }
        for index in 0..<item.length * series {
          predicted[row * times * series + index] = buffer.loadUnaligned(fromByteOffset: offset, as: Scalar.self)
          offset += MemoryLayout<Scalar>.stride
        }
      }
      events?.put(
        UnsafeRawBufferPointer(rebasing: buffer[offset...]), rows: group.items.compactMap { rows[$0.sample] })
    }
  }
}

import Kernels
import Models
import Networks
import ODE
import Storage

/// Collects the events along predicted series, in the units of the data.
///
/// | variable | content |
/// |---|---|
/// | `/event_count` [sample] | how many events each sample had |
/// | `/event_time` [sample, event] | when they happened, not a number behind the last one |
/// | `/event_kind` [sample, event] | which of the job's events they were, -1 behind the last one |
/// | `/event_before` [sample, event, series] | the series at the events, before any jump |
/// | `/event_after` [sample, event, series] | the series right after them |
final class EventTable<Scalar: TrainingScalar> {
  /// The events of a sample as they travel: for each its time, its kind, and the series before and after it.
  private var rows: [[Double]]
  private let divisors: [Double]

  /// Makes room for the events of so many samples.
  init(rows: Int, divisors: [Double]) {
    self.rows = [[Double]](repeating: [], count: rows)
    self.divisors = divisors
  }

  /// How many events there are.
  var count: Int { rows.map { $0.count / width }.reduce(0, +) }

  private var width: Int { 2 + 2 * divisors.count }

  /// The events of a group just solved, as bytes that travel to rank 0: for each sample their number and the events.
  func encode(_ model: TrajectoryModel<Scalar>) -> [UInt8] {
    guard let book = model.events else { preconditionFailure("the model looks for events") }
    let group = model.group
    var numbers: [Double] = []
    for column in 0..<group.samples {
      numbers.append(Double(book.counts[column]))
      for k in 0..<Int(book.counts[column]) {
        numbers += [book.times[k, column] + group.origins[column], Double(book.kinds[k, column])]
        for source in [book.states, book.statesAfter] {
          numbers += divisors.indices.map { Double(source[k][$0, column]) * divisors[$0] }
        }
      }
    }
    return numbers.withUnsafeBytes { Array($0) }
  }

  /// Keeps the bytes a rank encoded for a group whose samples have the given rows.
  func put(_ bytes: UnsafeRawBufferPointer, rows places: [Int]) {
    var offset = 0
    func next() -> Double {
      defer { offset += MemoryLayout<Double>.stride }
      return bytes.loadUnaligned(fromByteOffset: offset, as: Double.self)
    }
    for row in places {
      let count = Int(next())
      rows[row] = (0..<count * width).map { _ in next() }
    }
  }

  /// Adds the variables to a file that has the dimensions `sample` and `series`.
  ///
  /// - Parameters:
  ///   - words: what the job's events are, in their order.
  ///   - names: the names of the series.
  func add(to image: HDF5Image, words: [String], names: [String]) throws(StorageError) {
    // An axis has an element, even if nobody had an event.
    let most = max(1, rows.map { $0.count / width }.max() ?? 0)
    try image.addDimension("event", length: most)
    try image.addDataset("event_count", dimensions: ["sample"], values: rows.map { Int64($0.count / width) })
    try image.addDataset("event_time", dimensions: ["sample", "event"], values: column(0, most, padding: .nan))
    try image.addDataset(
      "event_kind", dimensions: ["sample", "event"], values: column(1, most, padding: -1).map { Int64($0) })
    try image.setAttribute("events", .strings(words), of: "event_kind")
    for (name, first) in [("event_before", 2), ("event_after", 2 + divisors.count)] {
      let series = divisors.indices.map { column(first + $0, most, padding: .nan) }
      try image.addDataset(
        name, dimensions: ["sample", "event", "series"],
        values: (0..<rows.count * most).flatMap { place in series.map { Scalar($0[place]) } })
      try image.setAttribute("names", .strings(names), of: name)
    }
    for name in ["event_kind", "event_before", "event_after"] {
      try image.setAttribute("coordinates", "event_time", of: name)
    }
  }

  /// A number of every event, `[sample, event]`.
  private func column(_ index: Int, _ most: Int, padding: Double) -> [Double] {
    rows.flatMap { row in
      (0..<most).map { $0 * width < row.count ? row[$0 * width + index] : padding }
    }
  }
}

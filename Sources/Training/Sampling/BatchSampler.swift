import Kernels

/// The global batches of training, drawn by address from (seed, epoch, sample).
///
/// An epoch uses every item once: each training sample, or `perSample` random windows of each. Its items are put in a
/// random order and cut into consecutive batches; the last batch of an epoch is smaller when the batch size does not
/// divide the items. Nothing is padded, repeated or dropped, and nothing here knows of ranks.
package struct BatchSampler {
  /// Items in one epoch.
  let itemCount: Int
  /// Items in a full batch.
  let batch: Int
  /// Where the next batch starts.
  private(set) var position: SamplerPosition

  private let samples: [Int]
  private let length: (Int) -> Int
  private let windows: WindowLayout?
  private let starts: [Int32]?
  private let philox: Philox
  private var items: [SolveItem] = []
  private var order: EpochOrder

  /// Makes a sampler that continues at a position.
  ///
  /// - Parameters:
  ///   - samples: the samples to train on.
  ///   - length: the number of observations of a sample of the data set.
  ///   - windows: how windows are drawn; nil for whole series.
  ///   - starts: at how many observations the windows of each of `samples` may start (``WindowStarts``); nil for
  ///     anywhere.
  ///   - batch: items in a global batch.
  ///   - seed: the job's seed.
  ///   - position: where to continue.
  init(
    samples: [Int], length: @escaping (Int) -> Int, windows: WindowLayout?, starts: [Int32]? = nil, batch: Int,
    seed: UInt64, position: SamplerPosition = .start
  ) {
    let items = samples.count * (windows?.perSample ?? 1)
    precondition(items >= 1, "an epoch has items")
    precondition(batch >= 1, "a batch holds at least one item")
    precondition(position.epoch >= 0 && position.item >= 0 && position.item < items, "no such place in the data")
    self.samples = samples
    self.length = length
    self.windows = windows
    self.starts = starts
    self.batch = batch
    philox = Philox(seed: seed)
    order = EpochOrder(count: items, seed: seed)
    self.position = position
    itemCount = items
  }

  /// Batches in one epoch.
  var batchesPerEpoch: Int { (itemCount + batch - 1) / batch }

  /// The next global batch; moves the position behind it.
  ///
  /// The memory of the batch before is used again where nobody holds that batch any more.
  package mutating func next() -> [SolveItem] {
    order.begin(position.epoch)
    let end = min(position.item + batch, itemCount)
    items.removeAll(keepingCapacity: true)
    items.reserveCapacity(min(batch, itemCount))
    for place in position.item..<end { items.append(item(order[place], epoch: position.epoch)) }
    position =
      end == itemCount
      ? SamplerPosition(epoch: position.epoch + 1, item: 0) : SamplerPosition(epoch: position.epoch, item: end)
    return items
  }

  private func item(_ index: Int, epoch: Int) -> SolveItem {
    let draws = windows?.perSample ?? 1
    let sample = samples[index / draws]
    let available = length(sample)
    guard let windows, windows.length < available else {
      return SolveItem(sample: sample, start: 0, length: available)
    }
    let choices = starts.map { Int($0[index / draws]) } ?? available - windows.length + 1
    let place = UInt64(index % draws) << 32 | UInt64(sample)
    let choice = Int(philox.integer(below: UInt64(choices), .window, UInt32(epoch), place))
    return SolveItem(sample: sample, start: choice, length: windows.length, startsAmongComplete: starts != nil)
  }
}

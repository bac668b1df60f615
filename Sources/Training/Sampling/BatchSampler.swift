import Kernels

/// The global batches of training, drawn by address from (seed, epoch, sample).
///
/// An epoch uses every item once: each training sample, or `perSample` random windows of each. Its items are put in a
/// random order and cut into consecutive batches; the last batch of an epoch is smaller when the batch size does not
/// divide the items. Nothing is padded, repeated or dropped, and nothing here knows of ranks.
struct BatchSampler {
  /// Items in one epoch.
  let itemCount: Int
  /// Items in a full batch.
  let batch: Int
  /// Where the next batch starts.
  private(set) var position: SamplerPosition

  private let samples: [Int]
  private let lengths: [Int]
  private let windows: WindowPlan?
  private let starts: [[Int32]]?
  private let seed: UInt64
  private var items: [SolveItem] = []
  private var order: [Int32] = []
  private var orderedEpoch: Int?

  /// Makes a sampler that continues at a position.
  ///
  /// - Parameters:
  ///   - samples: the samples to train on.
  ///   - lengths: the number of observations of every sample of the data set.
  ///   - windows: how windows are drawn; nil for whole series.
  ///   - starts: where the windows of each of `samples` may start (``WindowStarts``); nil for anywhere.
  ///   - batch: items in a global batch.
  ///   - seed: the job's seed.
  ///   - position: where to continue.
  init(
    samples: [Int], lengths: [Int], windows: WindowPlan?, starts: [[Int32]]? = nil, batch: Int, seed: UInt64,
    position: SamplerPosition = .start
  ) {
    let items = samples.count * (windows?.perSample ?? 1)
    precondition(items >= 1 && items <= Int(Int32.max), "an epoch has between 1 and 2^31 - 1 items")
    precondition(batch >= 1, "a batch holds at least one item")
    precondition(position.epoch >= 0 && position.item >= 0 && position.item < items, "no such place in the data")
    self.samples = samples
    self.lengths = lengths
    self.windows = windows
    self.starts = starts
    self.batch = batch
    self.seed = seed
    self.position = position
    itemCount = items
  }

  /// Batches in one epoch.
  var batchesPerEpoch: Int { (itemCount + batch - 1) / batch }

  /// The next global batch; moves the position behind it.
  ///
  /// The memory of the batch before is used again where nobody holds that batch any more.
  mutating func next() -> [SolveItem] {
    if orderedEpoch != position.epoch {
      KeyedPermutation.write(to: &order, count: itemCount, stream: .shuffle, seed: seed, epoch: position.epoch)
      orderedEpoch = position.epoch
    }
    let end = min(position.item + batch, itemCount)
    items.removeAll(keepingCapacity: true)
    items.reserveCapacity(min(batch, itemCount))
    for place in position.item..<end { items.append(item(Int(order[place]), epoch: position.epoch)) }
    position =
      end == itemCount
      ? SamplerPosition(epoch: position.epoch + 1, item: 0) : SamplerPosition(epoch: position.epoch, item: end)
    return items
  }

  private func item(_ index: Int, epoch: Int) -> SolveItem {
    let draws = windows?.perSample ?? 1
    let sample = samples[index / draws]
    let available = lengths[sample]
    guard let windows, windows.length < available else {
      return SolveItem(sample: sample, start: 0, length: available)
    }
    let starts = starts?[index / draws]
    let choices = starts?.count ?? available - windows.length + 1
    let place = UInt64(index % draws) << 32 | UInt64(sample)
    let choice = Int(Philox(seed: seed).integer(below: UInt64(choices), .window, UInt32(epoch), place))
    return SolveItem(sample: sample, start: starts.map { Int($0[choice]) } ?? choice, length: windows.length)
  }
}

/// Where training stands in its data: all the state a sampler has.
package struct SamplerPosition: Sendable, Equatable {
  /// Epochs completed.
  var epoch: Int
  /// Items of the current epoch that have been used, a multiple of the batch.
  var item: Int

  /// The start of training.
  package static let start = SamplerPosition(epoch: 0, item: 0)

  /// Names a position.
  init(epoch: Int, item: Int) {
    self.epoch = epoch
    self.item = item
  }
}

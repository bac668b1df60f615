import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct BlockCacheTests {
  /// 60 samples of 5000 steps of 2 series, every third step complete; 50 kB each.
  private func file(cacheBytes: Int) throws -> (Scratch, SeriesFile) {
    let scratch = Scratch()
    let (samples, steps) = (60, 5000)
    let values = (0..<samples * steps * 2).map { Float($0 % 1000) }
    var writer = SeriesFileWriter(
      values: values, sampleCount: samples, timeCount: steps, seriesCount: 2,
      times: .shared((0..<steps).map { Double($0) }))
    writer.mask = (0..<samples * steps * 2).map { $0 / 2 % 3 == 1 + $0 % 2 ? 0 : 1 }
    try writer.publish(to: scratch.file("series.h5"))
    return (scratch, try SeriesFile.open(scratch.file("series.h5"), cacheBytes: cacheBytes))
  }

  private func read(_ file: SeriesFile, _ sample: Int) throws {
    var (times, values, mask) = ([0.0], [0.0, 0.0], [0 as UInt8, 0])
    try file.read(sample: sample, start: 7, count: 1, times: &times, values: &values, mask: &mask)
    #expect(times == [7] && values[0] == (mask[0] == 0 ? 0 : Double((sample * 10_000 + 14) % 1000)))
  }

  @Test("The block used longest ago makes room, whatever the order of use")
  func leastRecentlyUsed() throws {
    let (scratch, file) = try file(cacheBytes: 1 << 20)
    defer { withExtendedLifetime(scratch) {} }
    let blocks = (0..<60).map { $0 / file.plan.samplesPerBlock }.max()! + 1
    #expect(file.plan.capacity > 3 && file.plan.capacity < blocks)
    var recent: [Int] = []
    var generator = SplitMix(seed: 5)
    for _ in 0..<2000 {
      let sample = Int.random(in: 0..<60, using: &generator)
      try read(file, sample)
      let block = sample / file.plan.samplesPerBlock
      recent.removeAll { $0 == block }
      recent.append(block)
      recent = recent.suffix(file.plan.capacity)
      #expect((0..<blocks).filter { file.cache.holds($0) } == recent.sorted())
    }
  }

  @Test("Complete observations are counted and found, in memory and by windows", arguments: [0, 1 << 30])
  func complete(cacheBytes: Int) throws {
    let (scratch, file) = try file(cacheBytes: cacheBytes)
    defer { withExtendedLifetime(scratch) {} }
    #expect((file.plan.samplesPerBlock == 0) == (cacheBytes == 0))
    for sample in [0, 59] {
      // Complete are the multiples of 3; a sample begins anew.
      let steps = (0..<5000).filter { (sample * 5000 + $0) % 3 == 0 }
      #expect(try file.completeCount(of: sample, before: 5000) == steps.count)
      #expect(try file.completeCount(of: sample, before: 100) == steps.count { $0 < 100 })
      for place in [0, 1, 700, steps.count - 1] { #expect(try file.completeStep(place, of: sample) == steps[place]) }
    }
  }
}

import Testing

@testable import Training

/// The split is an exact partition that only seed, size and fraction decide.
@Suite struct SampleSplitTests {
  @Test("Every sample is in exactly one part", arguments: [1, 2, 3, 10, 101], [0, 0.1, 0.25, 0.5, 0.99])
  func partition(samples: Int, fraction: Double) {
    let split = SampleSplit(samples: samples, fraction: fraction, seed: 5)
    #expect((split.training + split.validation).sorted() == Array(0..<samples))
    #expect(split.training == split.training.sorted() && split.validation == split.validation.sorted())
    #expect(!split.training.isEmpty)
    if fraction == 0 { #expect(split.validation.isEmpty) }
    if fraction > 0 && samples > 1 { #expect(!split.validation.isEmpty) }
    #expect(split == SampleSplit(samples: samples, fraction: fraction, seed: 5))
  }

  @Test("The fraction is rounded to the nearest whole sample")
  func sizes() {
    #expect(SampleSplit(samples: 10, fraction: 0.24, seed: 0).validation.count == 2)
    #expect(SampleSplit(samples: 10, fraction: 0.26, seed: 0).validation.count == 3)
    #expect(SampleSplit(samples: 1000, fraction: 0.2, seed: 0).validation.count == 200)
  }

  @Test("Seeds choose different samples, and every sample can be chosen")
  func seeds() {
    var chosen = Set<Int>()
    var splits = Set<[Int]>()
    for seed in 0..<100 {
      let split = SampleSplit(samples: 10, fraction: 0.3, seed: UInt64(seed))
      chosen.formUnion(split.validation)
      splits.insert(split.validation)
    }
    #expect(chosen.count == 10)
    #expect(splits.count > 40)
  }
}

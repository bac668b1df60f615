import Testing

@testable import Storage

@Suite struct BlockPlanTests {
  @Test("Blocks stay within the budget") func blocksStayWithinTheBudget() {
    for sampleCount in [1, 7, 10_000] {
      for sampleBytes in [1, 40, 3000, 5 << 20] {
        for chunk in [1, 3, 1000] {
          for budget in [0, 100, 10_000, 1 << 20, 1 << 30] {
            let plan = SeriesBlockLayout(
              sampleCount: sampleCount, sampleBytes: sampleBytes, chunkSamples: chunk, cacheBytes: budget)
            #expect(plan.keepsAll == (sampleCount * sampleBytes <= budget))
            // The last block of a data set that fits takes only what it needs.
            let kept = min(sampleCount, plan.capacity * plan.samplesPerBlock)
            #expect((plan.keepsAll ? kept : plan.capacity * plan.samplesPerBlock) * sampleBytes <= budget)
            #expect((plan.samplesPerBlock == 0) == (sampleBytes > budget))
            #expect((plan.capacity == 0) == (plan.samplesPerBlock == 0))
            #expect(plan.samplesPerBlock <= sampleCount)
            // Unless the budget forbids, blocks end where chunks end.
            if plan.samplesPerBlock > 0, plan.samplesPerBlock < min(sampleCount, budget / sampleBytes) {
              #expect(plan.samplesPerBlock % min(chunk, sampleCount) == 0)
            }
            // What fits as a whole has room as a whole.
            if sampleCount * sampleBytes <= budget {
              let blocks = (sampleCount + plan.samplesPerBlock - 1) / max(plan.samplesPerBlock, 1)
              #expect(blocks == plan.capacity)
            }
          }
        }
      }
    }
  }
}

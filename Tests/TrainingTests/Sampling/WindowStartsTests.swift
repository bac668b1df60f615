import Foundation
import Host
import Jobs
import Models
import Storage
import Testing
import TrainingSupport

@testable import Training

/// Windows of data with gaps: they start where every series is observed, and nowhere else.
@Suite struct WindowStartsTests {
  private static let times = TrainingFixture.times

  /// Gaps that differ from sample to sample; `missing` says what is not observed.
  private func fixture(lengths: [Int]? = nil, missing: (Int, Int, Int) -> Bool) throws -> TrainingFixture {
    var mask: [UInt8] = []
    for sample in 0..<TrainingFixture.samples {
      for step in 0..<Self.times { for series in 0..<2 { mask.append(missing(sample, step, series) ? 0 : 1) } }
    }
    return try TrainingFixture(mask: mask, lengths: lengths)
  }

  @Test("Every start that is possible is drawn, and none in a gap")
  func possibleStarts() throws {
    // Each series is missing at steps of its own; both are there at steps that are 0 or 4 more than a multiple of 6,
    // and at the first, where evaluations start.
    func isMissing(_ sample: Int, _ step: Int, _ series: Int) -> Bool {
      guard step > 0 else { return false }
      return series == 0
        ? (step + sample) % 6 == 1 || (step + sample) % 6 == 2 : [2, 3, 5].contains((step + sample) % 6)
    }
    let fixture = try fixture(missing: isMissing)
    var job = fixture.job(steps: 1)
    job.data.window?.perSample = 60
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    var sampler = setup.sampler(at: .start)
    var drawn: [Int: Set<Int>] = [:]
    for _ in 0..<sampler.batchesPerEpoch {
      for item in sampler.next() {
        #expect(item.length == 6 && item.startsAmongComplete)
        drawn[item.sample, default: []].insert(try setup.file.completeStep(item.start, of: item.sample))
      }
    }
    #expect(drawn.keys.sorted() == setup.split.training)
    var usable = 0
    for (sample, starts) in drawn {
      let expected = (0...Self.times - 6).filter { !isMissing(sample, $0, 0) && !isMissing(sample, $0, 1) }
      // 60 draws of at most 5 starts miss one with a probability of 5 (4/5)^60 < 1e-5.
      #expect(starts.sorted() == expected, "sample \(sample)")
      usable += expected.count
    }
    let counts = try #require(setup.windowStarts)
    #expect(counts.usable == usable && counts.fitting == setup.split.training.count * (Self.times - 5))
    var options = TrainOptions()
    options.dryRun = true
    let outcome = try Trainer.run(job, options: options, communicator: fixture.communicator)
    #expect(outcome.summary.contains("windows: start only where every series is observed, at \(usable) of the "))
  }

  @Test("What is solved starts where it was drawn, and a failure says where")
  func locatedStarts() throws {
    let fixture = try fixture { _, step, series in step % 3 == 1 + series }
    let setup = try TrainingSetup<Double>(fixture.job(steps: 1), fixture.communicator)
    let model = try setup.plan.model(samples: 3, observations: 6, withGradient: true)
    var sampler = setup.sampler(at: .start)
    for group in SolveGroups(sampler.next(), size: 3) {
      try setup.feed.fill(model.group, with: group.items)
      let located = model.group.located(group.items)
      for (column, item) in group.items.enumerated() {
        // Complete are the multiples of 3.
        #expect(located[column] == SolveItem(sample: item.sample, start: 3 * item.start, length: 6))
        let exact = TrainingFixture.exact(sample: item.sample, time: TrainingFixture.time(3 * item.start))
        for series in 0..<2 {
          #expect(abs(model.group.values[series * model.group.columns + column] - exact[series]) < 1e-6)
        }
      }
    }
  }

  @Test("A sample without a start is refused before anything is written, with its number and a cure")
  func noStart() throws {
    let plain = try TrainingFixture()
    let training = try TrainingSetup<Double>(plain.job(steps: 1), plain.communicator).split.training
    let victim = training[4]
    // Complete at the steps behind which no window of 6 fits, and nowhere else.
    let fixture = try fixture { sample, step, series in sample == victim && step < Self.times - 5 && series == step % 2
    }
    let job = fixture.job(steps: 3)
    let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job) })
    #expect(error.kind == .data && error.description.contains("/mask, sample \(victim): "))
    #expect(error.description.contains("data.window.length"))
    #expect(!FileManager.default.fileExists(atPath: fixture.path("run", "")))
    var shorter = job
    shorter.data.window?.length = 5
    #expect(try fixture.train(shorter).step == 3)
  }

  @Test("A series shorter than the window is taken whole and must start complete")
  func shortSeries() throws {
    let plain = try TrainingFixture()
    let training = try TrainingSetup<Double>(plain.job(steps: 1), plain.communicator).split.training
    var lengths = [Int](repeating: Self.times, count: TrainingFixture.samples)
    lengths[training[2]] = 4
    let good = try fixture(lengths: lengths) { sample, step, _ in sample == training[2] && step == 1 }
    #expect(try good.train(good.job(steps: 4)).step == 4)
    let bad = try fixture(lengths: lengths) { sample, step, _ in sample == training[2] && step == 0 }
    let error = try #require(#expect(throws: PathlineError.self) { try bad.train(bad.job(steps: 4)) })
    #expect(error.kind == .data && error.description.contains("sample \(training[2])"))
  }

  @Test("Where a series is missing at the start, a sample may be trained on by windows, but not be evaluated")
  func evaluatedStarts() throws {
    let plain = try TrainingFixture()
    let split = try TrainingSetup<Double>(plain.job(steps: 1), plain.communicator).split
    let trained = try fixture { sample, step, series in sample == split.training[3] && step == 0 && series == 1 }
    #expect(try trained.train(trained.job(steps: 8)).step == 8)
    // Without a validation split the training samples are evaluated.
    var whole = trained.job(steps: 8, run: "whole")
    whole.data.validation = 0
    let held = try fixture { sample, step, series in sample == split.validation[1] && step == 0 && series == 1 }
    for (fixture, job, sample) in [
      (trained, whole, split.training[3]), (held, held.job(steps: 8), split.validation[1]),
    ] {
      let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job) })
      #expect(error.kind == .data && error.description.contains("sample \(sample), step 0: y is missing"))
      #expect(!FileManager.default.fileExists(atPath: job.output.directory))
    }
  }
}

import Foundation
import Jobs
import Testing

@testable import Training

/// Learning rates against their closed forms.
@Suite struct RateScheduleTests {
  @Test("A constant rate is constant")
  func constant() {
    let rate = RateSchedule(rate: 0.25)
    for step in [0, 1, 17, 1_000_000] { #expect(rate(step) == 0.25) }
  }

  @Test("The warm-up is linear, never zero, and ends at the full rate")
  func warmup() {
    let rate = RateSchedule(rate: 0.5, warmup: 8)
    for step in 0..<8 { #expect(rate(step) == 0.5 * Double(step + 1) / 8) }
    #expect(rate(7) == 0.5)
    #expect(rate(8) == 0.5)
  }

  @Test("The step schedule drops every so many steps after the warm-up")
  func steps() {
    let rate = RateSchedule(rate: 3, warmup: 5, schedule: StepSchedule(every: 10, factor: 0.5))
    for step in 5..<100 { #expect(rate(step) == 3 * exp2(-Double((step - 5) / 10))) }
    #expect(rate(1_000_000) == 0)
  }

  @Test("The cosine schedule is SGDR's equation 5")
  func cosine() {
    let (high, low, steps) = (0.4, 0.1, 90)
    let rate = RateSchedule(rate: high, warmup: 10, schedule: CosineSchedule(steps: steps, floor: low / high))
    for step in 10...100 {
      let t = Double(step - 10) / Double(steps)
      #expect(abs(rate(step) - (low + 0.5 * (high - low) * (1 + cos(Double.pi * t)))) < 1e-15)
    }
    #expect(rate(10) == high)
    #expect(rate(1000) == rate(100))
    #expect(abs(rate(100) - low) < 1e-16)
  }

  @Test("The cosine is within two units in the last place of 1")
  func cosineAccuracy() {
    var worst = 0.0
    for k in 0...10_000 {
      let x = Double(k) / 10_000
      worst = max(worst, abs(CosineSchedule.cosine(ofHalfTurns: x) - cos(Double.pi * x)))
    }
    #expect(worst < 4.5e-16)
    #expect(CosineSchedule.cosine(ofHalfTurns: 0) == 1)
    #expect(CosineSchedule.cosine(ofHalfTurns: 0.5) == 0)
    #expect(CosineSchedule.cosine(ofHalfTurns: 1) == -1)
  }

  @Test("A job's schedule is built from its settings")
  func registry() {
    var training = JobTraining(length: .steps(100))
    training.optimizer.rate = 2
    training.schedule.warmup = 10
    training.schedule.kind = .cosine
    training.schedule.finalFraction = 0.25
    // The last update, number 99, is one step before the floor.
    let cosine = RateSchedule(training, steps: 100)
    #expect(cosine(10) == 2)
    #expect(cosine(100) == 0.5)
    training.schedule.kind = .step
    training.schedule.every = 20
    training.schedule.factor = 0.5
    let drops = RateSchedule(training, steps: 100)
    #expect(drops(29) == 2)
    #expect(drops(30) == 1)
    training.schedule.kind = .constant
    #expect(RateSchedule(training, steps: 100)(99) == 2)
    #expect(RateSchedule(training, steps: 100)(0) == 0.2)
  }
}

import Kernels
import Testing

@testable import Training

/// The buffer that ranks sum.
@Suite struct ReductionTests {
  @Test("Gradient, sums, counts and busy times do not touch each other")
  func parts() {
    let reduction = Reduction<Float>(parameters: 5, sums: 2, ranks: 3)
    #expect(reduction.add(gradient: [1, -2, 3, -4, 0.5]) == nil)
    #expect(reduction.add(1e10, to: 0) && reduction.add(-1e-10, to: 1) && reduction.add(1, to: 0))
    for key in CountKey.allCases { reduction[key] = 100 + key.rawValue }
    reduction.setBusy(30, rank: 0)
    reduction.setBusy(60, rank: 2)
    var gradient = [Float](repeating: 0, count: 5)
    reduction.readGradient(scaledBy: 0.5, into: &gradient)
    #expect(gradient == [0.5, -1, 1.5, -2, 0.25])
    #expect(reduction.sum(0) == 1e10 + 1 && abs(reduction.sum(1) + 1e-10) < 1e-25)
    for key in CountKey.allCases { #expect(reduction[key] == 100 + key.rawValue) }
    #expect(reduction.imbalance == 2)
    reduction.reset()
    #expect(reduction.values.allSatisfy { $0 == 0 } && reduction.imbalance == 1)
  }

  @Test("What no sum can hold is noticed, and the rest stays as it was")
  func refusals() {
    let reduction = Reduction<Double>(parameters: 3, sums: 1, ranks: 1)
    #expect(reduction.add(gradient: [1, 2, 3]) == nil)
    #expect(reduction.add(gradient: [1, .nan, 3]) == 1)
    #expect(reduction.add(gradient: [1, 2, 1e30]) == 2)
    #expect(!reduction.add(.infinity, to: 0) && !reduction.add(1e30, to: 0))
    var gradient = [Double](repeating: 0, count: 3)
    reduction.readGradient(scaledBy: 1, into: &gradient)
    #expect(gradient == [1, 2, 3] && reduction.sum(0) == 0)
  }

  @Test("A failure arrives as it was sent")
  func failures() {
    let failure = Failure(order: 12, TrainingError(.numerical, "two\nlines"))
    #expect(Failure(encoded: failure.encoded) == failure)
    #expect(Failure(encoded: []) == nil)
    #expect(failure.report == failure.error && failure.ofAll == failure)
  }

  @Test("The norm is the 2-norm, in double precision")
  func norm() {
    #expect(OptimizerKernels.norm([3, 4] as [Float], count: 2) == 5)
    #expect(OptimizerKernels.norm([1e30, 1e30] as [Float], count: 2) > 1.4e30)
    #expect(OptimizerKernels.norm([] as [Double], count: 0) == 0)
  }
}

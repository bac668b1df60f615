import Host
import Kernels
import Messaging
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

  @Test("A million summands that fill a limb to the brim are summed exactly")
  func manySummands() {
    // Half the unit of the first limb: it goes to the second whole, which 2^20 of them fill.
    let (value, count) = (0x1p15, 1 << 20 + 10)
    let reduction = Reduction<Double>(parameters: 1, sums: 1, ranks: 1)
    for _ in 0..<count { #expect(reduction.add(gradient: [value]) == nil && reduction.add(-value, to: 0)) }
    var gradient = 0.0
    reduction.readGradient(scaledBy: 1, into: &gradient)
    #expect(gradient == Double(count) * value && reduction.sum(0) == -gradient)
  }

  @Test("Many summands on each of many ranks are summed exactly, and as if one rank had them all")
  func manyRanks() {
    let (value, ranks, each) = (0x1p15, 1024, 2000)
    let total = Reduction<Double>(parameters: 1, sums: 1, ranks: ranks)
    let own = Reduction<Double>(parameters: 1, sums: 1, ranks: ranks)
    for _ in 0..<each { #expect(own.add(gradient: [value]) == nil && own.add(value, to: 0)) }
    for _ in 0..<ranks { for i in total.values.indices { total.values[i] &+= own.values[i] } }
    var gradient = 0.0
    total.readGradient(scaledBy: 1, into: &gradient)
    #expect(gradient == Double(ranks * each) * value && total.sum(0) == gradient)
  }

  @Test("A sum that would leave its limbs is refused before it does")
  func fullSum() {
    let reduction = Reduction<Float>(parameters: 1, sums: 1, ranks: 1)
    var (gradients, sums) = (0, 0)
    while gradients < 1 << 22, reduction.add(gradient: [0x1p59]) == nil { gradients += 1 }
    while sums < 1 << 22, reduction.add(0x1p59, to: 0) { sums += 1 }
    #expect(gradients >= 1 << 18 && gradients < 1 << 20 && sums == gradients)
    var gradient: Float = 0
    reduction.readGradient(scaledBy: 1, into: &gradient)
    #expect(gradient == Float(gradients) * 0x1p59 && reduction.sum(0) == Double(sums) * 0x1p59)
  }

  @Test("The norm is the 2-norm, in double precision")
  func norm() {
    #expect(OptimizerKernels.norm([3, 4] as [Float], count: 2) == 5)
    #expect(OptimizerKernels.norm([1e30, 1e30] as [Float], count: 2) > 1.4e30)
    #expect(OptimizerKernels.norm([] as [Double], count: 0) == 0)
  }
}

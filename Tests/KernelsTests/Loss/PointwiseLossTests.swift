import Foundation
import Kernels
import TestSupport
import Testing

/// The losses against their definitions, written out value by value.
@Suite struct PointwiseLossTests {
  static func check<Scalar: KernelScalar>(_ loss: PointwiseLoss, _ type: Scalar.Type) {
    let (rows, columns, observation) = (3, 2 * Scalar.laneCount, 4)
    let arena = Arena(capacity: 1 << 16)
    let predictions = arena.take(Scalar.self, rows * columns)
    let targets = arena.take(Scalar.self, rows * columns)
    let mask = arena.take(Scalar.self, rows * columns)
    let cotangents = arena.take(Scalar.self, rows * columns)
    let counts = arena.take(Int32.self, columns)
    let sums = arena.take(Double.self, 4 * columns)
    // Eighths in [-2, 2): exact in both types, with exact hits, both sides of delta and targets below the floor.
    for i in 0..<rows * columns {
      predictions[i] = Scalar((i * 7) % 32 - 16) / 8
      targets[i] = Scalar((i * 11) % 32 - 16) / 8
      mask[i] = i % 5 == 0 ? 0 : 1
      if mask[i] == 0 { targets[i] = .nan }
      cotangents[i] = .nan
    }
    for column in 0..<columns { counts[column] = Int32(3 + column % 4) }
    for i in 0..<4 * columns { sums[i] = 1 }
    let points = LossPoints(
      predictions: predictions, targets: targets, mask: mask, counts: counts, observation: observation, rows: rows,
      columns: columns)
    Scalar.accumulateLoss(loss, points, cotangents: cotangents, into: sums)

    let bound = 4 * Double(Scalar.ulpOfOne)
    for column in 0..<columns {
      var expected = [1.0, 1, 1, 1]
      for row in 0..<rows {
        let i = row * columns + column
        guard counts[column] > observation, mask[i] == 1 else {
          #expect(cotangents[i] == 0)
          continue
        }
        let (cost, derivative) = loss.definition(Double(predictions[i]), Double(targets[i]))
        let residual = Double(predictions[i] - targets[i])
        for (place, term) in [cost, 1, abs(residual), residual * residual].enumerated() { expected[place] += term }
        #expect(abs(Double(cotangents[i]) - derivative) <= bound * abs(derivative))
      }
      for place in 0..<4 { #expect(abs(sums[place * columns + column] - expected[place]) <= bound * expected[place]) }
    }
  }

  @Test("costs, derivatives and sums are those of the definition", arguments: PointwiseLoss.ofEachKind)
  func matchesDefinition(loss: PointwiseLoss) {
    Self.check(loss, Float.self)
    Self.check(loss, Double.self)
  }

  @Test("without cotangents the sums are the same")
  func cotangentsAreOptional() {
    let arena = Arena(capacity: 1 << 12)
    let x = arena.take(Double.self, 8)
    let y = arena.take(Double.self, 8)
    let mask = arena.take(Double.self, 8)
    let counts = arena.take(Int32.self, 8)
    let sums = arena.take(Double.self, 32)
    for i in 0..<8 { (x[i], y[i], mask[i], counts[i]) = (Double(i), 3, 1, 1) }
    let points = LossPoints(
      predictions: x, targets: y, mask: mask, counts: counts, observation: 0, rows: 1, columns: 8)
    Double.accumulateLoss(.l2, points, cotangents: nil, into: sums)
    for i in 0..<8 { #expect(sums[i] == Double((i - 3) * (i - 3)) && sums[8 + i] == 1) }
  }

  @Test("a prediction that is not a number is not hidden", arguments: PointwiseLoss.ofEachKind)
  func nanIsSeen(loss: PointwiseLoss) {
    let arena = Arena(capacity: 1 << 12)
    let x = arena.take(Double.self, 8)
    let mask = arena.take(Double.self, 8)
    let counts = arena.take(Int32.self, 8)
    let sums = arena.take(Double.self, 32)
    for i in 0..<8 { (x[i], mask[i], counts[i]) = (i == 2 ? .nan : 1, 1, 1) }
    let points = LossPoints(
      predictions: x, targets: mask, mask: mask, counts: counts, observation: 0, rows: 1, columns: 8)
    Double.accumulateLoss(loss, points, cotangents: nil, into: sums)
    for i in 0..<8 { #expect(sums[i].isNaN == (i == 2)) }
  }
}

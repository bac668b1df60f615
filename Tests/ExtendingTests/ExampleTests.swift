import Foundation
@testable import ODE
import Storage
import TestSupport
import Testing

@testable import DataSets
@testable import Kernels
@testable import Training

/// The worked examples of `docs/extending.md`: they are what stands in this folder, and they do what they say.
@Suite struct ExampleTests {
  @Test(
    "What the page prints is the code of the example",
    arguments: ["SSPRK3", "Softsign", "Lion", "PseudoHuberLoss", "DampedOscillator"])
  func pageIsCode(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let code = try String(contentsOf: folder.appending(path: "\(name).swift"), encoding: .utf8)
    let page = try String(contentsOf: folder.appending(path: "../../docs/extending.md"), encoding: .utf8)
    let body = code.split(separator: "\n", omittingEmptySubsequences: false).drop {
      $0.isEmpty || $0.contains("import ")
    }
    #expect(page.contains("```swift\n" + body.joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n```"))
  }

  @Test("A solver's step is the polynomial of its order, and halved steps leave an eighth of the error")
  func solver() throws {
    func end(_ step: Double) throws -> Double {
      let options = SolveOptions(method: .ssprk3, control: .fixed(step: step))
      let solver = try ForwardSolver(field: DampedOscillatorField(), options: options, samples: 1, observations: 2)
      solver.counts[0] = 2
      solver.initialState[0, 0] = 1
      solver.times[1, 0] = 4
      _ = try solver.solve(.empty)
      return solver.states[1][0, 0]
    }
    // x = exp(-c t) (cos w t + c / w sin w t) with c = 0.1 and w^2 = 1 - c^2.
    let (c, w) = (0.1, 0.99.squareRoot())
    let truth = exp(-c * 4) * (cos(w * 4) + c / w * sin(w * 4))
    let ratio = try abs(end(0.04) - truth) / abs(end(0.02) - truth)
    #expect(abs(ratio - 8) < 0.5)
  }

  @Test("An activation and its derivatives are those of the formula")
  func activation() {
    let x: [Double] = (0..<16).map { Double($0) * 0.37 - 3 }
    var (value, derivative, secondDerivative) = (x, x, x)
    Softsign<Double>.apply(x, into: &value, derivative: &derivative, count: 16)
    SecondDerivative<Softsign<Double>>.apply(x, into: &secondDerivative, derivative: nil, count: 16)
    for (i, x) in x.enumerated() {
      let unit = 1 + abs(x)
      #expect(abs(value[i] - x / unit) <= 2e-16)
      #expect(abs(derivative[i] - 1 / (unit * unit)) <= 4e-16)
      #expect(abs(secondDerivative[i] - (x > 0 ? -2 : 2) / (unit * unit * unit)) <= 2e-15)
    }
  }

  @Test("An optimiser moves every parameter by the rate against the sign of its gradient at first")
  func optimizer() {
    let rule = Lion(decay: 0.5)
    let state = OptimizerState<Double>(for: rule, count: 3)
    var p = [1.0, 2, 3]
    rule.update(&p, along: [4, -0.1, 0], state: state, step: 1, rate: 0.01)
    // sign(g) + decay p is 1 + 0.5, -1 + 1 and 0 + 1.5.
    for (value, truth) in zip(p, [0.985, 2, 2.985]) { #expect(abs(value - truth) < 1e-15) }
    // What is left of the first gradients, 0.9 (1 - 0.99) of them, outweighs a tenth of the second in one place.
    rule.update(&p, along: [-0.3, 0.1, 0], state: state, step: 2, rate: 0.01)
    let steps = [1 + 0.5 * 0.985, 1 + 0.5 * 2, 0.5 * 2.985]
    for (value, truth) in zip(p, zip([0.985, 2, 2.985], steps).map { $0 - 0.01 * $1 }) {
      #expect(abs(value - truth) < 1e-15)
    }
  }

  @Test("A loss and its derivative are those of the formula")
  func loss() {
    let loss = PseudoHuberLoss<Double>(delta: .init(0.5))
    for e in [-3.0, -0.1, 1e-9, 0.7] {
      let (cost, derivative) = loss.evaluate(residual: .init(repeating: e), target: .zero)
      let root = (1 + e * e / 0.25).squareRoot()
      #expect(abs(cost[0] - 0.25 * (root - 1)) <= 1e-16 + 1e-15 * abs(cost[0]))
      #expect(abs(derivative[0] - e / root) <= 1e-15)
    }
  }

  @Test("A data set holds the solution from its starts")
  func dataSet() throws {
    let scratch = Scratch()
    let path = scratch.file("oscillator.h5")
    var request = DataSetRequest()
    request.samples = 3
    try DataSet.dampedOscillator.write(request, to: path)
    let file = try HDF5File.open(path)
    let values = try file.dataset("values").read(Double.self)
    let (c, w) = (0.1, 0.99.squareRoot())
    for sample in 0..<3 {
      let (x, v) = (values[sample * 100], values[sample * 100 + 1])
      let t = 20.0
      let truth = exp(-c * t) * (x * cos(w * t) + (v + c * x) / w * sin(w * t))
      #expect(abs(values[sample * 100 + 98] - truth) < 1e-9)
    }
  }
}

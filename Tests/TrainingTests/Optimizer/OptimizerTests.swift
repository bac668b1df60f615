import Foundation
import Jobs
import Kernels
import TestSupport
import Testing

@testable import Training

/// Optimisers against the update rules PyTorch documents, evaluated by `Fixtures/optimizers.py` along the same numbers.
@Suite struct OptimizerTests {
  /// An optimiser, its learning rate and the name of its reference.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let optimizer: any Optimizer
    let rate: Double
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "sgd", optimizer: SGD(), rate: 0.05),
    Case(name: "sgd decay", optimizer: SGD(decay: 0.02), rate: 0.05),
    Case(name: "sgd momentum", optimizer: SGD(momentum: 0.9, decay: 0.02), rate: 0.01),
    Case(name: "sgd nesterov", optimizer: SGD(momentum: 0.9, nesterov: true, decay: 0.02), rate: 0.01),
    Case(name: "adam", optimizer: Adam(), rate: 0.01),
    Case(name: "adam decay", optimizer: Adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-3, decay: 0.1), rate: 0.02),
    Case(name: "adamw", optimizer: AdamW(), rate: 0.01),
    Case(name: "adamw decay", optimizer: AdamW(beta1: 0.8, beta2: 0.95, epsilon: 1e-3, decay: 0.1), rate: 0.02),
    Case(name: "rmsprop", optimizer: RMSprop(), rate: 0.01),
    Case(name: "rmsprop decay", optimizer: RMSprop(alpha: 0.9, epsilon: 1e-2, decay: 0.1), rate: 0.02),
    Case(name: "rmsprop momentum", optimizer: RMSprop(alpha: 0.95, momentum: 0.9, decay: 0.1), rate: 0.01),
  ]

  static let reference: [String: [String: [Double]]] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/optimizers.json")
    do {
      return try JSONDecoder().decode([String: [String: [Double]]].self, from: Data(contentsOf: file))
    } catch {
      fatalError("cannot read \(file): \(error)")
    }
  }()

  /// Largest distance from the reference over all recorded steps, relative to `max(1, |reference|)`.
  private func distance<Scalar: KernelScalar>(_ type: Scalar.Type, _ test: Case) throws -> Double {
    let expected = try #require(Self.reference[test.name])
    var random = SplitMix(seed: 7)
    let count = 8
    var parameters = (0..<count).map { _ in Scalar(random.uniform()) }
    let state = OptimizerState<Scalar>(for: test.optimizer, count: count)
    var worst = 0.0
    var compared = 0
    for step in 1...1000 {
      let gradient = (0..<count).map { _ in Scalar(random.uniform()) }
      test.optimizer.update(&parameters, along: gradient, state: state, step: step, rate: test.rate)
      guard let expected = expected["\(step)"] else { continue }
      try #require(expected.count == count)
      for (p, e) in zip(parameters, expected) { worst = max(worst, abs(Double(p) - e) / max(1, abs(e))) }
      compared += 1
    }
    try #require(compared == expected.count && compared == 6)
    return worst
  }

  @Test("1000 updates in 64 bits follow the documented rule", arguments: cases)
  func doublePrecision(_ test: Case) throws {
    // 1000 updates of rounding error 2^-53 each, and the products that stand for beta^step.
    #expect(try distance(Double.self, test) < 1e-12)
  }

  @Test("1000 updates in 32 bits follow the documented rule", arguments: cases)
  func singlePrecision(_ test: Case) throws {
    // Each update rounds parameters and state once at 2^-24; the errors add up like a random walk or less.
    #expect(try distance(Float.self, test) < 1e-4)
  }

  @Test("Every optimiser of the registry is the one its name says")
  func registry() {
    for kind in JobOptimizer.Kind.allCases {
      var job = JobOptimizer()
      job.kind = kind
      #expect(type(of: job.rule(decay: 0.25)).kind == kind.rawValue)
    }
  }

  @Test("The settings of a job reach its optimiser")
  func settings() throws {
    var job = JobOptimizer()
    (job.momentum, job.nesterov, job.beta1, job.beta2, job.alpha, job.epsilon) = (0.5, true, 0.6, 0.7, 0.8, 0.01)
    job.kind = .sgd
    #expect(job.rule(decay: 0.25) as? SGD == SGD(momentum: 0.5, nesterov: true, decay: 0.25))
    job.kind = .adam
    #expect(job.rule(decay: 0.25) as? Adam == Adam(beta1: 0.6, beta2: 0.7, epsilon: 0.01, decay: 0.25))
    job.kind = .adamw
    #expect(job.rule(decay: 0.25) as? AdamW == AdamW(beta1: 0.6, beta2: 0.7, epsilon: 0.01, decay: 0.25))
    job.kind = .rmsprop
    #expect(job.rule(decay: 0.25) as? RMSprop == RMSprop(alpha: 0.8, epsilon: 0.01, momentum: 0.5, decay: 0.25))
  }

  @Test("State buffers carry the names that checkpoints use")
  func stateNames() {
    #expect(SGD().stateNames == [])
    #expect(SGD(momentum: 0.9).stateNames == ["momentum"])
    #expect(Adam().stateNames == ["first", "second"])
    #expect(AdamW().stateNames == ["first", "second"])
    #expect(RMSprop().stateNames == ["squares"])
    #expect(RMSprop(momentum: 0.9).stateNames == ["squares", "momentum"])
  }
}

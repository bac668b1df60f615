import Kernels
import Testing

@testable import ODE

/// The event function and the jump that a job can name.
@Suite struct ThresholdAndJumpTests {
  static let states = 3
  static let columns = 16

  /// A state and cotangents of moderate numbers.
  static func numbers<Scalar: KernelScalar>(_ purpose: UInt32, _ type: Scalar.Type) -> [Scalar] {
    (0..<states * columns).map { Scalar(4 * Philox(seed: 3).uniform(.data, purpose, UInt64($0)) - 2) }
  }

  static func at<Scalar: KernelScalar, Result>(
    _ state: [Scalar], _ body: (FieldPoint<Scalar>) throws -> Result
  ) rethrows -> Result {
    let times = [Scalar](repeating: 0.25, count: columns)
    return try times.withVector { times in
      try state.withColumns(columns) { try body(FieldPoint(times: times, state: $0, parameters: times)) }
    }
  }

  @Test("Threshold is the distance from its level", arguments: 0..<states)
  func thresholdIsTheDistanceFromItsLevel(_ component: Int) {
    func check<Scalar: KernelScalar>(_ type: Scalar.Type) {
      let threshold = ComponentThreshold<Scalar>(component: component, level: 0.3, stateCount: Self.states)
      let y = Self.numbers(1, Scalar.self)
      var g = [Scalar](repeating: .nan, count: Self.columns)
      Self.at(y) { at in g.withMutableVector { threshold.evaluate(at, into: $0) } }
      for column in 0..<Self.columns { #expect(g[column] == y[component * Self.columns + column] - Scalar(0.3)) }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("Threshold has the derivatives of its differences", arguments: 0..<states)
  func thresholdHasTheDerivativesOfItsDifferences(_ component: Int) {
    let threshold = ComponentThreshold<Double>(component: component, level: -0.7, stateCount: Self.states)
    let y = Self.numbers(1, Double.self)
    var derivatives = [Double](repeating: .nan, count: y.count)
    var rates = [Double](repeating: .nan, count: Self.columns)
    Self.at(y) { at in
      derivatives.withMutableColumns(Self.columns) { derivatives in
        rates.withMutableVector { threshold.derivatives(at, state: derivatives, time: $0) }
      }
    }
    #expect(rates.allSatisfy { $0 == 0 })
    for place in y.indices {
      func value(_ h: Double) -> Double {
        var (moved, g) = (y, [Double](repeating: 0, count: Self.columns))
        moved[place] += h
        Self.at(moved) { at in g.withMutableVector { threshold.evaluate(at, into: $0) } }
        return g.reduce(0, +)
      }
      #expect(abs(derivatives[place] - (value(1e-3) - value(-1e-3)) / 2e-3) < 1e-11)
    }
  }

  static let jump = AffineJump<Double>(scale: [1, -0.9, 0.25], shift: [0, 0.5, -3])

  @Test("Jump scales and shifts") func jumpScalesAndShifts() {
    let y = Self.numbers(1, Double.self)
    var after = [Double](repeating: .nan, count: y.count)
    Self.at(y) { at in after.withMutableColumns(Self.columns) { Self.jump.apply(at, into: $0) } }
    for place in y.indices {
      let row = place / Self.columns
      #expect(abs(after[place] - (Self.jump.scale[row] * y[place] + Self.jump.shift[row])) < 1e-15)
    }
  }

  @Test("Jump has the derivatives of its differences") func jumpHasTheDerivativesOfItsDifferences() {
    let (y, a) = (Self.numbers(1, Double.self), Self.numbers(2, Double.self))
    var pulled = [Double](repeating: .nan, count: y.count)
    var rates = [Double](repeating: .nan, count: Self.columns)
    Self.at(y) { at in
      a.withColumns(Self.columns) { a in
        pulled.withMutableColumns(Self.columns) { pulled in
          rates.withMutableVector { Self.jump.vjp(at, cotangent: a, state: pulled, time: $0) }
        }
      }
    }
    #expect(rates.allSatisfy { $0 == 0 })
    for place in y.indices {
      func product(_ h: Double) -> Double {
        var (moved, after) = (y, y)
        moved[place] += h
        Self.at(moved) { at in after.withMutableColumns(Self.columns) { Self.jump.apply(at, into: $0) } }
        return zip(after, a).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(abs(pulled[place] - (product(1e-3) - product(-1e-3)) / 2e-3) < 1e-10)
    }
  }

  /// The bounces of the closed form, by the two together.
  @Test("A ball bounces as its closed form does") func ballBounces() throws {
    let (g, c) = (8.0, 0.7)
    let problem = Problem(initial: [[10, 0], [6, 0]], times: [0, 4.1], parameters: [g, c])
    let plan = EventConfiguration([
      Event(
        ComponentThreshold(component: 0, level: 0, stateCount: 2), direction: .falling,
        effect: .jump(AffineJump(scale: [1, -c], shift: [0, 0])))
    ])
    let solver = try problem.solver(BouncingBall.field, SolveOptions(), events: plan)
    try solver.run(problem.parameters)
    let book = try #require(solver.events)
    for (s, start) in problem.initial.enumerated() {
      let count = Int(book.counts[s])
      #expect(count >= 2)
      for (n, t) in BouncingBall.bounces(count, x0: start[0], g: g, c: c).enumerated() {
        #expect(abs(book.times[n, s] - t) < 1e-12)
      }
      let exact = BouncingBall.state(at: 4.1, after: count, x0: start[0], g: g, c: c)
      #expect(zip(solver.state(s, 1), exact).allSatisfy { abs($0 - $1) < 1e-11 })
    }
  }
}

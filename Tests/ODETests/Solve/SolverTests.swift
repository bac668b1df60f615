import Foundation
import Kernels
import Testing

@testable import ODE

@Suite struct SolverTests {
  static let adaptive = Method.all.filter(\.isAdaptive).map(\.name)

  /// A tolerance as tight as a method can meet in a few thousand steps.
  static func tight(_ method: Method) -> Double { hasHighOrder(method) ? 1e-10 : 1e-6 / leniency(method) }

  /// Whether a method takes few steps at a tight tolerance.
  static func hasHighOrder(_ method: Method) -> Bool { method.order > 2 || method.multistep != nil }

  /// How much larger the error is than a method's estimate of it: Fehlberg's pair was made to have a small estimate.
  static func leniency(_ method: Method) -> Double { method == .fehlberg21 ? 512 : 1 }

  /// A closed form at many observation times, forward and backward, in both stepping modes.
  @Test("Follows closed form", arguments: adaptive, Stepping.allCases) func followsClosedForm(
    _ name: String, _ stepping: Stepping
  ) throws {
    let method = try #require(Method(named: name))
    for direction in [1.0, -1.0] {
      let times = (0...20).map { (direction > 0 ? 0 : 2) + direction * Double($0) / 10 }
      let problem = Problem(initial: [[0.7], [0.5], [0.2]], times: times, parameters: [0.3])
      let tolerance = 100 * Self.tight(method)
      let solver = try problem.solver(
        ClosureField<Double>.hyperbola,
        SolveOptions(
          method: method,
          control: .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance)),
          stepping: stepping,
          // Its dense output is two orders below its steps.
          stepTimes: method == .kencarp5 ? times : []))
      try solver.run(problem.parameters)
      for s in 0..<3 {
        for (k, t) in times.enumerated() {
          let y0 = problem.initial[s][0]
          let exact = 1 / (1 / y0 + 0.3 * ((1 + t) * (1 + t) - (1 + times[0]) * (1 + times[0])) / 2)
          // Backward the solution grows, and errors with it, up to fortyfold.
          #expect(
            abs(solver.state(s, k)[0] - exact) < 300 * Self.leniency(method) * tolerance,
            "\(name) \(stepping) \(direction) \(t)")
        }
      }
    }
  }

  /// The error falls in proportion to the tolerance.
  @Test("Error follows tolerance", arguments: adaptive) func errorFollowsTolerance(_ name: String) throws {
    let method = try #require(Method(named: name))
    let problem = Problem(initial: [[1.3, 0.4]], times: [0, 5], parameters: [0.9])
    var logs: [Double] = []
    let finest = Self.hasHighOrder(method) ? 1e-8 : 1e-6 / Self.leniency(method)
    let tolerances = [1e4, 1e2, 1].map { $0 * finest }
    for tolerance in tolerances {
      let solver = try problem.solver(
        ClosureField<Double>.swirl,
        SolveOptions(
          method: method,
          control: .adaptive(AdaptiveControl(relativeTolerance: tolerance, absoluteTolerance: tolerance))))
      try solver.run(problem.parameters)
      let angle = 0.9 * (1.3 * 1.3 + 0.4 * 0.4) * 5
      let exact = [cos(angle) * 1.3 - sin(angle) * 0.4, sin(angle) * 1.3 + cos(angle) * 0.4]
      logs.append(distance(solver.state(0, 1), exact))
    }
    let found = derivative(tolerances, logs)
    #expect(found > 0.7 && found < 1.4, "\(name): \(found)")
    #expect(logs[2] < 2000 * Self.leniency(method) * finest)
  }

  @Test("Works in single precision") func worksInSinglePrecision() throws {
    let problem = Problem(initial: [[0.7]], times: [0, 0.5, 1], parameters: [0.3])
    let solver = try problem.solver(ClosureField<Float>.hyperbola, SolveOptions())
    try solver.run(problem.parameters)
    #expect(abs(solver.state(0, 2)[0] - 1 / (1 / 0.7 + 0.45)) < 2e-6)
  }

  /// In `.sample` stepping a sample's bits do not depend on the others, nor on being dropped out of a compacted group.
  @Test("Samples are independent", arguments: adaptive) func samplesAreIndependent(_ name: String) throws {
    let method = try #require(Method(named: name))
    let options = SolveOptions(method: method, stepping: .sample)
    let count = 40
    var initial: [[Double]] = []
    var times: [[Double]] = []
    for s in 0..<count {
      let start = 0.1 * Double(s % 3)
      initial.append([1 + 0.05 * Double(s), 0.5 + 0.03 * Double(s % 7)])
      times.append((0...(3 + s % 5)).map { start + 0.3 * Double($0) })
    }
    let problem = Problem(initial: initial, times: times, parameters: [1.1, 0.7, 0.2])
    let all = try problem.solver(ClosureField<Double>.predators, options)
    try all.run(problem.parameters)
    for s in [0, 7, 23, 39] {
      let one = Problem(initial: [problem.initial[s]], times: [problem.times[s]], parameters: problem.parameters)
      let alone = try one.solver(ClosureField<Double>.predators, options)
      try alone.run(one.parameters)
      for k in problem.times[s].indices { #expect(alone.state(0, k) == all.state(s, k), "sample \(s) time \(k)") }
    }
  }

  /// Samples with spans of their own inside one group that shares its steps.
  @Test("Group handles ragged spans") func groupHandlesRaggedSpans() throws {
    var initial: [[Double]] = []
    var times: [[Double]] = []
    for s in 0..<20 {
      initial.append([0.5 + 0.02 * Double(s)])
      times.append((0...(s % 4)).map { 0.1 * Double(s) + 0.4 * Double($0) })
    }
    let problem = Problem(initial: initial, times: times, parameters: [0.5])
    let solver = try problem.solver(
      ClosureField<Double>.hyperbola,
      SolveOptions(control: .adaptive(AdaptiveControl(relativeTolerance: 1e-9, absoluteTolerance: 1e-9))))
    try solver.run(problem.parameters)
    for s in 0..<20 {
      for (k, t) in problem.times[s].enumerated() {
        let t0 = problem.times[s][0]
        let exact = 1 / (1 / problem.initial[s][0] + 0.25 * ((1 + t) * (1 + t) - (1 + t0) * (1 + t0)))
        #expect(abs(solver.state(s, k)[0] - exact) < 1e-8)
      }
    }
  }

  /// The field is never evaluated outside the interval (peers' defect D4), for every method and both controls;
  /// for the additive ones see `AdditiveSolveTests`.
  @Test("Stays inside interval", arguments: Method.all.filter { !$0.tableau.isSplit }.map(\.name))
  func staysInsideInterval(_ name: String) throws {
    let method = try #require(Method(named: name))
    for control in [StepControl.fixed(step: 0.3), .adaptive(AdaptiveControl())] {
      if case .adaptive = control, !method.isAdaptive { continue }
      for (from, to) in [(0.0, 1.0), (1.0, -0.25)] {
        let field = ClosureField<Double>(
          stateCount: 2, parameterCount: 0,
          value: { t, y, _ in
            t < min(from, to) || t > max(from, to) ? [.nan, .nan] : [y[1] * cos(5 * t), y[0] * cos(5 * t)]
          },
          jacobian: { t, _, _ in [[0, cos(5 * t)], [cos(5 * t), 0]] }, parameterJacobian: { _, _, _ in [[], []] },
          timeDerivative: { t, y, _ in [-5 * y[1] * sin(5 * t), -5 * y[0] * sin(5 * t)] })
        let problem = Problem(initial: [[1, 0.5]], times: [from, 0.3, to], parameters: [])
        let solver = try problem.solver(field, SolveOptions(method: method, control: control))
        try solver.run([0])
        let end = solver.state(0, 2)
        #expect(end[0].isFinite && end[1].isFinite, "\(name)")
      }
    }
  }

  /// No step is longer than the largest one allowed, however small the error.
  @Test("Keeps the largest step", arguments: Method.adaptiveThroughJumps, Stepping.allCases)
  func keepsTheLargestStep(_ name: String, _ stepping: Stepping) throws {
    let field = ClosureField<Double>(
      stateCount: 1, parameterCount: 0, value: { _, _, _ in [1] }, jacobian: { _, _, _ in [[0]] },
      parameterJacobian: { _, _, _ in [[]] }, timeDerivative: { _, _, _ in [0] })
    let problem = Problem(initial: [[0], [3]], times: [0, 1], parameters: [])
    let options = SolveOptions(
      method: try #require(Method(named: name)), control: .adaptive(AdaptiveControl(maximumStep: 0.125)),
      stepping: stepping)
    let solver = try problem.solver(field, options)
    let recording = DenseSolution<Double>()
    solver.recording = recording
    try solver.run([0])
    for sample in 0..<2 {
      let steps = (0..<recording.stepCount(of: sample)).map { recording.stepTimes(of: sample, step: $0) }
      let longest = steps.map { $0.end - $0.start }.max() ?? 0
      #expect(longest > 0.12 && longest <= 0.125 + 1e-15, "\(name) \(longest)")
    }
  }

  @Test("Fixed steps land on the end") func fixedStepsLandOnTheEnd() throws {
    // Ten steps of 0.1 and one of 0.05; the sum of y' = 1 is the end time to the last bit but a few.
    let field = ClosureField<Double>(
      stateCount: 1, parameterCount: 0, value: { _, _, _ in [1] }, jacobian: { _, _, _ in [[0]] },
      parameterJacobian: { _, _, _ in [[]] }, timeDerivative: { _, _, _ in [0] })
    let problem = Problem(initial: [[0]], times: [0, 1.05], parameters: [])
    let solver = try problem.solver(field, SolveOptions(method: .euler, control: .fixed(step: 0.1)))
    let statistics = try solver.run([0])
    #expect(statistics.accepted == 11)
    #expect(abs(solver.state(0, 1)[0] - 1.05) < 1e-15)
  }

  // MARK: Failures

  @Test("Explains blow up", arguments: Stepping.allCases) func explainsBlowUp(_ stepping: Stepping) throws {
    // y' = y^2 from 1 blows up at t = 1; the first sample is harmless.
    let field = ClosureField<Double>(
      stateCount: 1, parameterCount: 0, value: { _, y, _ in [y[0] * y[0]] }, jacobian: { _, y, _ in [[2 * y[0]]] },
      parameterJacobian: { _, _, _ in [[]] }, timeDerivative: { _, _, _ in [0] })
    let problem = Problem(initial: [[0.1], [1]], times: [0, 2], parameters: [])
    let solver = try problem.solver(field, SolveOptions(stepping: stepping))
    let error = #expect(throws: SolverError.self) { try solver.run([0]) }
    #expect(error?.kind == .stepUnderflow || error?.kind == .nonFinite)
    #expect(error?.sample == 1)
    #expect(abs((error?.time ?? 0) - 1) < 1e-6)
    #expect(error?.component == 0)
  }

  @Test("Reports na n", arguments: [0, 1, 5, 9], Stepping.allCases) func reportsNaN(_ call: Int, _ stepping: Stepping)
    throws
  {
    // The field is not a number from some time on: at once, or inside the first steps.
    let from = Double(call) / 10
    let field = ClosureField<Double>(
      stateCount: 2, parameterCount: 0, value: { t, y, _ in [y[0], t >= from ? .nan : y[1]] },
      jacobian: { _, _, _ in [[1, 0], [0, 1]] }, parameterJacobian: { _, _, _ in [[], []] },
      timeDerivative: { _, _, _ in [0, 0] })
    let problem = Problem(initial: [[1, 1]], times: [0, 1], parameters: [])
    for control in [StepControl.fixed(step: 0.05), .adaptive(AdaptiveControl())] {
      let solver = try problem.solver(field, SolveOptions(control: control, stepping: stepping))
      let error = #expect(throws: SolverError.self) { try solver.run([0]) }
      #expect(error?.kind == .nonFinite)
      #expect(error?.component == 1)
    }
  }

  @Test("Stops at step limit") func stopsAtStepLimit() throws {
    let problem = Problem(initial: [[1.3, 0.4]], times: [0, 1000], parameters: [0.9])
    let solver = try problem.solver(ClosureField<Double>.swirl, SolveOptions(maximumSteps: 50))
    let error = #expect(throws: SolverError.self) { try solver.run(problem.parameters) }
    #expect(error?.kind == .stepLimit && error?.count == 50)
  }

  @Test("Refuses unordered times") func refusesUnorderedTimes() throws {
    for times in [[0, 1, 1], [0, 1, 0.5], [0, .nan, 1]] {
      let problem = Problem(initial: [[1], [1]], times: [[0, 1], times], parameters: [1])
      let solver = try problem.solver(ClosureField<Double>.hyperbola, SolveOptions())
      let error = #expect(throws: SolverError.self) { try solver.run([1]) }
      #expect(error?.kind == .invalid && error?.sample == 1)
    }
  }
}

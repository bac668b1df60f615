import Foundation
import Testing

@testable import ODE

/// The tables of `docs/solvers.md` against the methods themselves.
///
/// A row that is not up to date is printed as it should be.
@Suite struct SolverDocumentationTests {
  /// The text of a file, by its path from the top folder.
  static func text(of path: String) throws -> String {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../\(path)")
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// The cells of the table rows that start with a method's name, by heading and name.
  static func rows(under heading: String) throws -> [String: [String]] {
    let sections = try ("\n" + text(of: "docs/solvers.md")).components(separatedBy: "\n## ")
    let section = try #require(sections.first { $0.hasPrefix(heading) })
    var rows: [String: [String]] = [:]
    for line in section.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows[cells[0].trimmingCharacters(in: ["`"])] = Array(cells[1...])
    }
    return rows
  }

  static func text(_ value: Double) -> String { String(format: "%.1f", value) }

  /// Whether a number in the document is the one found, up to what another processor's rounding may change.
  static func isClose(_ cell: String, _ value: Double, relative: Double = 0, absolute: Double = 0) -> Bool {
    guard let stated = Double(cell) else { return false }
    return abs(stated - value) <= absolute + relative * abs(value)
  }

  /// Evaluations per accepted step without observations inside, as counted in a solve; the start costs one or two more.
  static func evaluationsPerStep(_ method: Method) throws -> Int {
    let control: StepControl =
      method.isAdaptive
      ? .adaptive(AdaptiveControl(relativeTolerance: 1, absoluteTolerance: 1, firstStep: 0.1, maximumStep: 0.1))
      : .fixed(step: 0.1)
    let field = FunctionField<Double>(stateCount: 1) { t, y in [cos(t) * y[0]] }
    let statistics = try field.solve([1], [0, 10], SolveOptions(method: method, control: control)).statistics
    return statistics.evaluations / statistics.accepted
  }

  @Test("Solvers are counted") func solversAreCounted() throws {
    #expect(try Self.text(of: "README.md").contains(" \(Method.all.count) solvers"))
  }

  @Test("Methods are as documented") func methodsAreAsDocumented() throws {
    let documented = try Self.rows(under: "The methods")
    let explicit = Method.all.filter { $0.carriesNothing && !$0.tableau.isImplicit && !$0.tableau.isSplit }
    #expect(Set(documented.keys) == Set(explicit.map(\.name)))
    for (name, cells) in documented {
      let method = try #require(Method(named: name), "\(name) is no method")
      let found = try [
        "\(method.order)", method.embeddedOrder.map { "\($0)" } ?? "-", "\(method.denseOrder)",
        "\(method.tableau.stepStages)", "\(method.tableau.stages)", "\(Self.evaluationsPerStep(method))",
        Self.text(ConvergenceTests.stepDerivative(method)), Self.text(ConvergenceTests.denseDerivative(method)),
      ]
      let exact = cells.prefix(6) == found.prefix(6)
      let measured = zip(cells[6..<8], found[6...]).allSatisfy { Self.isClose($0, Double($1) ?? .nan, absolute: 0.21) }
      #expect(exact && measured, "| `\(name)` | \(found.joined(separator: " | ")) |")
    }
  }

  /// The implicit methods by their coefficients.
  @Test("Stiff methods are as documented") func stiffMethodsAreAsDocumented() throws {
    let documented = try Self.rows(under: "Methods for stiff fields")
    #expect(Set(documented.keys) == Set(Method.implicit.map(\.name)))
    for (name, cells) in documented {
      let method = try #require(Method(named: name))
      let found = [
        "\(method.order)", method.embeddedOrder.map { "\($0)" } ?? "-", "\(method.denseOrder)",
        "\(method.tableau.stages - (method.tableau.isLinearlyImplicit ? 1 : 0))",
      ]
      let agrees = cells.prefix(4) == found[...] && Self.isAtInfinity(cells[4], method)
      #expect(agrees, "| `\(name)` | \(found.joined(separator: " | ")) | 0, \(method.tableau.embeddedAtInfinity) |")
    }
  }

  /// Whether a cell says what the step and the embedded solution leave of an infinitely stiff decay.
  static func isAtInfinity(_ cell: String, _ method: Method) -> Bool {
    cell.hasPrefix("0, ")
      && isClose(String(cell.dropFirst(3)), method.tableau.stiffPart.embeddedAtInfinity, absolute: 0.0051)
  }

  @Test("Additive methods are as documented") func additiveMethodsAreAsDocumented() throws {
    let documented = try Self.rows(under: "A stiff part of a field")
    #expect(documented.keys.sorted() == Method.all.filter(\.tableau.isSplit).map(\.name))
    for (name, cells) in documented {
      let method = try #require(Method(named: name), "\(name) is no method")
      let found = [
        "\(method.order)", method.embeddedOrder.map { "\($0)" } ?? "-", "\(method.denseOrder)",
        "\(method.tableau.stages / 2)",
      ]
      let agrees = cells.prefix(4) == found.prefix(4) && Self.isAtInfinity(cells[4], method)
      #expect(agrees, "| `\(name)` | \(found.joined(separator: " | ")) |")
    }
  }

  /// Steps and errors on stiff problems.
  @Test("Stiff work is as documented") func stiffWorkIsAsDocumented() throws {
    let documented = try Self.rows(under: "Steps on stiff problems")
    #expect(Set(documented.keys) == Set(Method.implicit.map(\.name)))
    for (name, cells) in documented {
      let method = try #require(Method(named: name), "\(name) is no method")
      var found: [String] = []
      var agrees = true
      for (k, stiff) in StiffProblem.all.enumerated() {
        let problem = Problem(initial: [stiff.start], times: [0, stiff.end], parameters: [])
        let control = AdaptiveControl(relativeTolerance: 1e-8, absoluteTolerance: stiff.absoluteTolerance)
        let solver = try problem.solver(stiff.field, SolveOptions(method: method, control: .adaptive(control)))
        let steps = try solver.run([0]).accepted
        let error = zip(solver.state(0, 1), stiff.solution).map { abs($0 / $1 - 1) }.max() ?? .nan
        found += ["\(steps)", String(format: "%.0e", error)]
        agrees =
          agrees && Self.isClose(cells[2 * k], Double(steps), relative: 0.02)
          && Self.isClose(cells[2 * k + 1], error, relative: 0.6)
      }
      #expect(agrees, "| `\(name)` | \(found.joined(separator: " | ")) |")
    }
  }

  @Test("Adams orders are as documented") func adamsOrdersAreAsDocumented() throws {
    let documented = try Self.rows(under: "Adams methods")
    #expect(Set(documented.keys) == Set((1...6).map(String.init)))
    for (name, cells) in documented {
      let order = try #require(Int(name))
      let derivatives = try AdamsTests.derivatives(order)
      let bound = Multistep.realStabilityBound(order: order)
      let agrees =
        cells[0] == "\(order + 1)" && Self.isClose(cells[1], derivatives.end, absolute: 0.11)
        && Self.isClose(cells[2], derivatives.dense, absolute: 0.11) && Self.isClose(cells[3], bound, absolute: 0.0051)
      let found = [Self.text(derivatives.end), Self.text(derivatives.dense), String(format: "%.2f", bound)]
      #expect(agrees, "| `\(order)` | \(order + 1) | \(found.joined(separator: " | ")) |")
    }
  }

  /// Work and error on the orbit D3 of DETEST at three tolerances.
  @Test("Work is as documented") func workIsAsDocumented() throws {
    let documented = try Self.rows(under: "Work and error")
    let problem = try #require(DetestTests.problems.first { $0.name == "D3" })
    let truth = try #require(DetestTests.truth()["D3"])
    let field = FunctionField<Double>(stateCount: 4, value: problem.value)
    let measured = Method.all.filter { $0.isAdaptive && !$0.isReversible && !$0.tableau.isImplicit }
    #expect(Set(documented.keys) == Set(measured.map(\.name)))
    for (name, cells) in documented {
      let method = try #require(Method(named: name), "\(name) is no method")
      var found: [String] = []
      var agrees = true
      for (k, tolerance) in [1e-3, 1e-6, 1e-9].enumerated() {
        if cells[2 * k] == "-" {
          found += ["-", "-"]
          continue
        }
        let options = SolveOptions(method: method, control: DetestTests.control(tolerance))
        let (states, statistics) = try field.solve(problem.initial, [0, 20], options)
        let error = distance(states[1], truth)
        found += ["\(statistics.evaluations)", String(format: "%.0e", error)]
        agrees =
          agrees && Self.isClose(cells[2 * k], Double(statistics.evaluations), relative: 0.02)
          && Self.isClose(cells[2 * k + 1], error, relative: 0.6)
      }
      #expect(agrees, "| `\(name)` | \(found.joined(separator: " | ")) |")
    }
  }
}

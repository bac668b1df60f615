import Foundation
import Kernels

@testable import ODE

/// The steps and orders of an adaptive solve by Adams methods taken again from their definition, with forward
/// derivatives.
///
/// Nothing of the library's is used but the field: weights are integrals of Lagrange's polynomials over absolute times,
/// by Gauss and Legendre's rule of 8 points, exact up to degree 15.
struct AdamsReplay {
  struct Step {
    var start: Double
    /// Where the stage at the end lies, and where the sample stands afterwards.
    var end: Double
    var order: Int
    var remembered: Int
  }

  /// A state or derivative with its derivatives in every direction.
  private struct Point {
    var time: Double
    var value: [Double]
    var tangents: [[Double]]
  }

  let field: ClosureField<Double>
  let parameters: [Double]
  /// A time that belongs to the side a step is on.
  var jump = Double.nan

  /// The state at each time with its derivatives by the parameters and then by the initial state.
  func states(_ initial: [Double], _ times: [Double], _ steps: [Step]) -> [(value: [Double], tangents: [[Double]])] {
    let directions = parameters.count + initial.count
    var state = Point(
      time: times[0], value: initial,
      tangents: (0..<directions).map { d in initial.indices.map { $0 == d - parameters.count ? 1 : 0 } })
    var past: [Point] = []
    var found = [(state.value, state.tangents)]
    for step in steps {
      if step.remembered == 0 { past = [] }
      let forward = step.end > step.start
      state.time = step.start
      let first = derivative(state, at: step.start == jump ? (forward ? jump.nextUp : jump.nextDown) : step.start)
      let known = [first] + past.prefix(step.order - 1)
      let predicted = integral(state, known, to: step.end)
      let end = derivative(predicted, at: step.end == jump ? (forward ? jump.nextDown : jump.nextUp) : step.end)
      while found.count < times.count,
        forward ? times[found.count] <= step.end : times[found.count] >= step.end
      {
        let read = integral(state, [end] + known, to: times[found.count])
        found.append((read.value, read.tangents))
      }
      state = integral(state, [end] + known, to: step.end)
      past = [first] + past.prefix(10)
    }
    return found
  }

  private func derivative(_ at: Point, at time: Double) -> Point {
    let (j, q) = (
      field.jacobian(time, at.value, parameters), field.parameterJacobian(time, at.value, parameters)
    )
    let tangents = at.tangents.enumerated().map { d, v in
      at.value.indices.map { row in
        zip(j[row], v).reduce(d < parameters.count ? q[row][d] : 0) { $0 + $1.0 * $1.1 }
      }
    }
    return Point(time: at.time, value: field.value(time, at.value, parameters), tangents: tangents)
  }

  private func integral(_ from: Point, _ derivatives: [Point], to time: Double) -> Point {
    var sum = from
    sum.time = time
    for (j, point) in derivatives.enumerated() {
      var weight = 0.0
      for (x, w) in Self.rule {
        let t = from.time + (time - from.time) * (1 + x) / 2
        var basis = 1.0
        for (i, other) in derivatives.enumerated() where i != j {
          basis *= (t - other.time) / (point.time - other.time)
        }
        weight += w * (time - from.time) / 2 * basis
      }
      for row in sum.value.indices {
        sum.value[row] += weight * point.value[row]
        for d in sum.tangents.indices { sum.tangents[d][row] += weight * point.tangents[d][row] }
      }
    }
    return sum
  }

  /// Abramowitz and Stegun, table 25.4, n = 8.
  private static let rule: [(Double, Double)] = [
    (0.183434642495650, 0.362683783378362), (0.525532409916329, 0.313706645877887),
    (0.796666477413627, 0.222381034453374), (0.960289856497536, 0.101228536290376),
  ].flatMap { [($0.0, $0.1), (-$0.0, $0.1)] }
}

import Kernels

/// Interpolation polynomials in Newton's form: with which weights values at some nodes make up a polynomial and its
/// parts.
///
/// The divided difference over nodes `0 ... j` is `sum_i d_ji f_i`, its basis polynomial
/// `N_j(x) = prod_{l < j} (x - node_l)`. A functional of the polynomial, its integral say, has the moments `m_j` of the
/// basis polynomials, and value `i` the weight `sum_j m_j d_ji`.
final class NewtonBasis {
  private static let most = 16
  private let nodes: MutableVector<Double>
  /// Row `j` holds `d_ji`.
  private let differences: MutableColumns<Double>
  /// Row `j` holds the coefficients of `N_j` from the constant up.
  private let polynomials: MutableColumns<Double>
  private let moments: MutableVector<Double>
  private var count = 0

  init(in arena: Arena) {
    nodes = arena.vector(Double.self, Self.most)
    moments = arena.vector(Double.self, Self.most)
    differences = arena.columns(Double.self, rows: Self.most, columns: Self.most)
    polynomials = arena.columns(Double.self, rows: Self.most, columns: Self.most)
  }

  /// Starts anew without nodes.
  func clear() { count = 0 }

  /// Adds a node, different from all others.
  func add(_ node: Double) {
    let j = count
    precondition(j < Self.most, "more nodes than the table holds")
    nodes[j] = node
    var product = 1.0
    for i in 0..<j {
      differences[j, i] = differences[j - 1, i] / (nodes[i] - node)
      product *= node - nodes[i]
    }
    differences[j, j] = 1 / product
    if j == 0 {
      polynomials[0, 0] = 1
    } else {
      polynomials[j, j] = 1
      for power in 0..<j {
        let lower = power > 0 ? polynomials[j - 1, power - 1] : 0
        polynomials[j, power] = lower - nodes[j - 1] * polynomials[j - 1, power]
      }
    }
    count += 1
  }

  // MARK: Functionals

  /// Lets the functional be the integral from 0 to `x`.
  func integrate(to x: Double) {
    for j in 0..<count {
      var sum = 0.0
      for power in stride(from: j, through: 0, by: -1) {
        sum = (sum + polynomials[j, power] / Double(power + 1)) * x
      }
      moments[j] = sum
    }
  }

  /// Lets the functional be the value at `x`.
  func evaluate(at x: Double) {
    for j in 0..<count {
      var sum = 0.0
      for power in stride(from: j, through: 0, by: -1) { sum = sum * x + polynomials[j, power] }
      moments[j] = sum
    }
  }

  /// Lets the functional be the derivative at `x`.
  func differentiate(at x: Double) {
    for j in 0..<count {
      var sum = 0.0
      for power in stride(from: j, to: 0, by: -1) { sum = sum * x + Double(power) * polynomials[j, power] }
      moments[j] = sum
    }
  }

  /// The weight of value `i` in the functional of the polynomial through the first `nodes` nodes.
  func weight(_ i: Int, nodes: Int) -> Double {
    var sum = 0.0
    for j in i..<nodes { sum += moments[j] * differences[j, i] }
    return sum
  }

  /// The weight of value `i` in what node `j` adds to the functional of the polynomial through the nodes before it.
  func weight(_ i: Int, added j: Int) -> Double { moments[j] * differences[j, i] }
}

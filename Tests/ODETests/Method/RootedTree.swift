@testable import ODE

/// A rooted tree: the index set of the order conditions of Runge-Kutta methods (Butcher 1963) and of linearly implicit
/// ones (Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.7).
struct RootedTree: Equatable, Sendable {
  let children: [RootedTree]

  /// The number of nodes.
  var order: Int { 1 + children.reduce(0) { $0 + $1.order } }

  /// The density, the product of the orders of all subtrees.
  var density: Double { children.reduce(Double(order)) { $0 * $1.density } }

  /// The elementary weight of each stage: the product over children of `sum_j a_ij weight_j`, where for a linearly
  /// implicit method an only child is weighed by `a_ij + gamma_ij`.
  func stageWeights(_ t: Tableau) -> [Double] {
    let matrix = children.count == 1 ? t.linearMatrix : t.matrix
    let parts = children.map { child -> [Double] in
      let inner = child.stageWeights(t)
      return matrix.map { row in zip(row, inner).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return matrix.indices.map { i in parts.reduce(1) { $0 * $1[i] } }
  }

  /// All trees with that many nodes, up to 9.
  static func all(order: Int) -> [RootedTree] { byOrder[order - 1] }

  private static let byOrder: [[RootedTree]] = (1...9).reduce(into: []) { known, order in
    known.append(forests(order - 1, from: Array(known.joined())[...]).map(RootedTree.init))
  }

  /// All multisets of these trees, which are sorted by order, with that many nodes in all.
  private static func forests(_ nodes: Int, from trees: ArraySlice<RootedTree>) -> [[RootedTree]] {
    if nodes == 0 { return [[]] }
    return trees.indices.flatMap { i -> [[RootedTree]] in
      guard trees[i].order <= nodes else { return [] }
      return forests(nodes - trees[i].order, from: trees[i...]).map { [trees[i]] + $0 }
    }
  }
}

@testable import ODE

/// A rooted tree whose nodes have one of two colours: the index set of the order conditions of additive methods
/// (Araujo, Murua and Sanz-Serna 1997, "Symplectic methods based on decompositions").
struct ColoredTree: Equatable, Sendable {
  /// Whether the root stands for the stiff part.
  let isStiff: Bool
  let children: [ColoredTree]

  /// The number of nodes.
  var order: Int { 1 + children.reduce(0) { $0 + $1.order } }

  /// The density, the product of the orders of all subtrees.
  var density: Double { children.reduce(Double(order)) { $0 * $1.density } }

  /// The elementary weight of each stage of an additive method; 0 for those of the other part.
  func stageWeights(_ matrix: [[Double]]) -> [Double] {
    let parts = children.map { child -> [Double] in
      let inner = child.stageWeights(matrix)
      return matrix.map { row in zip(row, inner).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return matrix.indices.map { i in (i % 2 == 0) == isStiff ? parts.reduce(1) { $0 * $1[i] } : 0 }
  }

  /// All trees with that many nodes, up to 6.
  static func all(order: Int) -> [ColoredTree] { byOrder[order - 1] }

  private static let byOrder: [[ColoredTree]] = (1...6).reduce(into: []) { known, order in
    let forests = forests(order - 1, from: Array(known.joined())[...])
    known.append([true, false].flatMap { isStiff in forests.map { ColoredTree(isStiff: isStiff, children: $0) } })
  }

  /// All multisets of these trees, which are sorted by order, with that many nodes in all.
  private static func forests(_ nodes: Int, from trees: ArraySlice<ColoredTree>) -> [[ColoredTree]] {
    if nodes == 0 { return [[]] }
    return trees.indices.flatMap { i -> [[ColoredTree]] in
      guard trees[i].order <= nodes else { return [] }
      return forests(nodes - trees[i].order, from: trees[i...]).map { [trees[i]] + $0 }
    }
  }
}

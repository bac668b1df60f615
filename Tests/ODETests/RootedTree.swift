/// A rooted tree: the index set of the order conditions of Runge-Kutta methods (Butcher 1963).
struct RootedTree: Hashable {
  var children: [RootedTree]

  /// The number of nodes.
  var order: Int { 1 + children.reduce(0) { $0 + $1.order } }

  /// The density, the product of the orders of all subtrees.
  var density: Double { children.reduce(Double(order)) { $0 * $1.density } }

  /// The elementary weight of each stage: the product over children of `sum_j a_ij weight_j`.
  func stageWeights(_ a: [[Double]]) -> [Double] {
    let parts = children.map { child -> [Double] in
      let inner = child.stageWeights(a)
      return a.map { row in zip(row, inner).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return a.indices.map { i in parts.reduce(1) { $0 * $1[i] } }
  }

  /// All trees with that many nodes.
  static func all(order: Int) -> [RootedTree] {
    if order == 1 { return [RootedTree(children: [])] }
    return forests(nodes: order - 1, largest: order - 1).map { RootedTree(children: $0) }
  }

  /// All multisets of trees with that many nodes in all, none larger than `largest` nodes.
  private static func forests(nodes: Int, largest: Int) -> [[RootedTree]] {
    if nodes == 0 { return [[]] }
    var found = Set<[RootedTree]>()
    for size in 1...min(nodes, largest) {
      for tree in all(order: size) {
        for rest in forests(nodes: nodes - size, largest: size) {
          found.insert(([tree] + rest).sorted { String(describing: $0) < String(describing: $1) })
        }
      }
    }
    return Array(found)
  }
}

extension JSON5Value {
  /// What the value holds besides objects and arrays, each by its path: `solver.method`, `hidden[0]`.
  ///
  /// An empty object or array is a leaf itself.
  package var leaves: [(path: String, value: JSON5Value)] {
    var leaves: [(path: String, value: JSON5Value)] = []
    collect("", into: &leaves)
    return leaves
  }

  private func collect(_ path: String, into leaves: inout [(path: String, value: JSON5Value)]) {
    switch content {
    case .object(let members) where !members.isEmpty:
      for member in members { member.value.collect(path.isEmpty ? member.key : "\(path).\(member.key)", into: &leaves) }
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() { element.collect("\(path)[\(index)]", into: &leaves) }
    default: leaves.append((path, self))
    }
  }
}

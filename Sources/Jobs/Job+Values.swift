import Text

extension Job {
  /// The values of the resolved job as JSON, by the path of their key: `solver.method`.
  package var values: [String: String] {
    var values: [String: String] = [:]
    Self.collect(written(), "", &values)
    return values
  }

  private static func collect(_ value: JSON5Value, _ path: String, _ values: inout [String: String]) {
    guard case .object(let members) = value.content else {
      values[path] = value.writeJSON()
      return
    }
    for member in members { collect(member.value, path.isEmpty ? member.key : "\(path).\(member.key)", &values) }
  }
}

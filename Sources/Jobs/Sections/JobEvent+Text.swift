import ODE
import Text

extension JobEvent {
  /// The event as a sentence continues, with the names of the state's components.
  package func words(_ names: [String]) -> String {
    let passes =
      switch direction {
      case .rising: "rises"
      case .falling: "falls"
      case .either: "passes"
      }
    let place =
      "where \(names[component]) \(passes) \(direction == .either ? "" : "through ")\(NumberText.shortest(level))"
    switch effect {
    case .note: return place + ", time and state are noted"
    case .jump:
      let changes = names.indices.filter { factor($0) != 1 || added($0) != 0 }.map { row in
        let product = factor(row) == 1 ? names[row] : "\(NumberText.shortest(factor(row))) * \(names[row])"
        return "\(names[row]) becomes \(product)" + (added(row) == 0 ? "" : " + \(NumberText.shortest(added(row)))")
      }
      return place + ", " + (changes.isEmpty ? "nothing changes" : JobProblem.list(changes, "and"))
    }
  }

  /// What a jump multiplies a component by.
  package func factor(_ row: Int) -> Double { scale?[row] ?? 1 }

  /// What a jump adds to a component, in the units of the data.
  package func added(_ row: Int) -> Double { shift?[row] ?? 0 }
}

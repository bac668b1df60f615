import Kernels

/// Where a column's step leads and where it ends, as times elapsed since its sample began.
extension Integrator {
  /// The next time a column must land on.
  func goal(_ column: Int) -> Double {
    stops.isEmpty
      ? group.end[column]
      : stops.goal(from: group.time[column], to: group.end[column], origin: group.origin[column])
  }

  /// Where a column's step ends unless an event cuts it: up to there its stages lie.
  func stepEnd(_ column: Int) -> Double {
    let goal = goal(column)
    return group.step[column] == group.way(column, to: goal) ? goal : group.advanced(column).time
  }

  /// Whether a column's step is cut to end at a stop on its way.
  func fillsGap(_ column: Int) -> Bool {
    guard !stops.isEmpty, group.step[column] != 0, !isLast(column) else { return false }
    return group.step[column] == group.way(column, to: goal(column))
  }

  /// Whether a column's step leads to a stop on its way.
  func stopsShort(_ column: Int) -> Bool { fillsGap(column) && target(column) == stepEnd(column) }

  /// Where a column stands after its step.
  func target(_ column: Int) -> Double { group.isCut(column) ? group.cut[column] : stepEnd(column) }

  /// Whether a column's step is all that was left.
  func isLast(_ column: Int) -> Bool { group.step[column] == group.way(column, to: group.end[column]) }

  /// Whether a column's step ends its integration where it was to end.
  func lands(_ column: Int) -> Bool {
    isLast(column) && (!group.isCut(column) || group.cut[column] == group.end[column])
  }

  /// Whether a column's integration ends at an event of this step, before its end.
  func terminates(_ column: Int) -> Bool {
    guard let events, group.isCut(column), !lands(column) else { return false }
    return events.terminates(Int(group.cutKind[column]))
  }

  /// Where in a column's step a time elapsed lies, from 0 to 1.
  func theta(of time: Double, _ column: Int) -> Double {
    time == stepEnd(column) ? 1 : min(1, max(0, group.way(column, to: time) / group.step[column]))
  }
}

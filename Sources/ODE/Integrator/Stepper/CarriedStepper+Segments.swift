import Kernels

/// Segments of a solve: at their ends auxiliary states are set to the states anew and reversible gradients store the
/// state.
extension CarriedStepper {
  /// Marks the columns whose segment ends with the accepted step: it is long enough, or state and auxiliary state are
  /// ten tolerances apart.
  func markSegments(_ integrator: Integrator<Field>) {
    guard inverse != nil else { return }
    let group = integrator.group
    let (columns, rows) = (group.columns, integrator.rows)
    let apart = integrator.stageTimes.first(columns)
    apart.fill(0)
    if restarts, case .adaptive = integrator.options.control {
      let (difference, sums) = (integrator.scratch.rows(0..<rows), mask.first(columns))
      Scalar.stageSum(
        difference, base: nil, scale: nil, integrator.plan.difference.terms(of: integrator.next.stack(rows: rows)))
      integrator.scale.writeSquares(of: difference.view, at: integrator.next.rows(0..<rows).view, into: sums)
      Scalar.widen(apart, from: sums.view)
    }
    for column in 0..<columns {
      let goesOn = column < group.live && group.step[column] != 0 && !integrator.lands(column)
      let isLong = Int(group.age[column]) + 1 >= integrator.options.segment
      group.endsSegment[column] = goesOn && (isLong || apart[column] > 100 * Double(rows)) ? 1 : 0
    }
  }

  /// Counts the steps of the segments and lets new ones begin.
  func endSegments(_ integrator: Integrator<Field>) {
    guard inverse != nil else { return }
    let group = integrator.group
    let mask = mask.first(group.columns)
    var endsAny = false
    for column in 0..<group.columns {
      let ends = group.endsSegment[column] != 0
      mask[column] = ends ? 1 : 0
      endsAny = endsAny || ends
      if column < group.live && group.step[column] != 0 {
        group.age[column] = ends ? 0 : group.age[column] + 1
      }
    }
    if endsAny && restarts {
      Scalar.copyColumns(auxiliary(integrator), from: integrator.state.view, where: mask.view)
    }
  }
}

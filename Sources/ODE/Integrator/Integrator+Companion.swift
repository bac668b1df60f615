import Kernels

/// What methods with a companion or with halves add to a step; nothing of it touches the others.
extension Integrator {
  /// The companion of the state at the start of the step.
  var companion: UnsafeMutablePointer<Scalar> { cohort.state + rows * cohort.columns }

  /// Where the first stage is evaluated.
  var firstArgument: UnsafePointer<Scalar> { base(plan.bases[0], mixing: argument) }

  /// Where the end of the step is for the part that the next step's first stage starts from.
  var endOfLastPart: UnsafeMutablePointer<Scalar> {
    !hasCompanion ? next : next + rows * cohort.columns
  }

  /// What the stages of a sum are added to; a sum of state and companion is written to `out`.
  func base(_ base: StagePlan<Scalar>.Base, mixing out: UnsafeMutablePointer<Scalar>) -> UnsafePointer<Scalar> {
    switch base {
    case .state: return UnsafePointer(cohort.state)
    case .companion: return UnsafePointer(companion)
    case .both(let sum):
      let count = rows * cohort.columns
      Scalar.stageSum(
        out, base: nil, scale: nil, sum.terms(of: cohort.state, stride: count), rows: rows, columns: cohort.columns)
      return UnsafePointer(out)
    }
  }

  /// Writes stage `i` if it is a blend of the others; false if it is to be evaluated.
  func writeBlend(_ i: Int, of bank: StageBank<Scalar>, _ plan: StagePlan<Scalar>) -> Bool {
    guard let blend = plan.blend, i == tableau.stages - 1 else { return false }
    let upper = rows / 2
    let offset = upper * cohort.columns
    let out = bank.stages + i * stride
    Scalar.stageSum(
      out, base: nil, scale: nil, blend.upper.terms(of: bank.stages, stride: stride), rows: upper,
      columns: cohort.columns)
    Scalar.stageSum(
      out + offset, base: nil, scale: nil, blend.lower.terms(of: bank.stages + offset, stride: stride),
      rows: rows - upper, columns: cohort.columns)
    return true
  }

  /// Writes the end of the step by its sums; the part that ``endOfLastPart`` names only if asked to.
  func writeEnd(of bank: StageBank<Scalar>, _ plan: StagePlan<Scalar>, lastPartToo: Bool) {
    let columns = cohort.columns
    if let multistep { return write(.corrector, of: multistep, base: cohort.state, into: next) }
    if hasCompanion || lastPartToo {
      Scalar.stageSum(
        next, base: base(plan.stepBase, mixing: next), scale: stepRow, plan.step.terms(of: bank.stages, stride: stride),
        rows: rows, columns: columns)
    }
    guard let sum = plan.companion, lastPartToo else { return }
    let terms = sum.terms(of: bank.stages, stride: stride)
    let end = endOfLastPart
    if carriesSlope {
      Scalar.stageSum(end, base: nil, scale: nil, terms, rows: rows, columns: columns)
    } else {
      Scalar.stageSum(
        end, base: base(plan.companionBase, mixing: end), scale: stepRow, terms, rows: rows, columns: columns)
    }
  }

  /// Gives the states at the start their companions.
  func startCompanion(_ parameters: Vector<Scalar>) throws(SolverError) {
    if inversePlan != nil {
      for column in 0..<cohort.columns {
        cohort.age[column] = 0
        cohort.endsSegment[column] = 0
      }
    }
    guard hasCompanion else { return }
    let count = rows * cohort.columns
    guard carriesSlope else {
      companion.update(from: cohort.state, count: count)
      return
    }
    evaluate(
      point(stage: 0, state: cohort.state, parameters: parameters), into: companion, tape: bank(of: 0).pointee.firstTape
    )
    guard Scalar.allFinite(companion, count: count) else { throw failure(.nonFinite, values: companion) }
  }

  // MARK: Segments

  /// Marks the columns whose segment ends with the accepted step: it is long enough, or state and companion are ten
  /// tolerances apart.
  func markSegments() {
    guard inversePlan != nil else { return }
    let columns = cohort.columns
    let apart = stageTimes
    apart.update(repeating: 0, count: columns)
    if restarts, case .adaptive = options.control {
      Scalar.stageSum(
        scratch, base: nil, scale: nil, plan.difference.terms(of: next, stride: rows * columns), rows: rows,
        columns: columns)
      Scalar.scaledSquares(
        sums, scratch, relativeTo: next, atol: absolute, rtol: relative, rows: rows, columns: columns)
      Scalar.widen(apart, from: sums, count: columns)
    }
    for column in 0..<columns {
      let goesOn = column < cohort.live && cohort.step[column] != 0 && !lands(column)
      let isLong = Int(cohort.age[column]) + 1 >= options.segment
      cohort.endsSegment[column] = goesOn && (isLong || apart[column] > 100 * Double(rows)) ? 1 : 0
    }
  }

  /// Counts the steps of the segments and lets new ones begin.
  func endSegments() {
    guard inversePlan != nil else { return }
    var endsAny = false
    for column in 0..<cohort.columns {
      let ends = cohort.endsSegment[column] != 0
      mask[column] = ends ? 1 : 0
      endsAny = endsAny || ends
      if column < cohort.live && cohort.step[column] != 0 {
        cohort.age[column] = ends ? 0 : cohort.age[column] + 1
      }
    }
    if endsAny && restarts {
      Scalar.copyColumns(companion, from: cohort.state, where: mask, rows: rows, columns: cohort.columns)
    }
  }
}

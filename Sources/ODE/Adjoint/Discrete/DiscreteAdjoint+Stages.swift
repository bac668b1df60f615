import Kernels

/// The stages of explicit and of diagonally implicit steps, from the last one to the first.
extension DiscreteAdjoint {
  /// Writes `zeta` of stages `range`, the last one first, and adds their part of the parameters' gradient.
  func pullBackStages(
    _ range: Range<Int>, sums: [StagePlan<Scalar>.Sum], parameters: Vector<Scalar>,
    gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let bank = integrator.bank(of: integrator.cohort.record).pointee
    let columns = integrator.cohort.columns
    let cotangent = MutableColumns(kappa, rows: rows, columns: columns)
    let time = withTimes ? MutableVector(timeRow, count: columns) : nil
    for i in range.reversed() {
      writeCotangent(i, sums, into: kappa)
      if integrator.addsToStages && addWithoutVJP(i) { continue }
      let state = i == 0 ? integrator.firstArgument : UnsafePointer(integrator.argument)
      if i > 0 { integrator.writeArgument(i, of: bank, into: integrator.argument) }
      let point = integrator.point(stage: i, state: state, parameters: parameters)
      costs.addCotangents(i, at: point, of: integrator, to: cotangent, times: withTimes ? times : nil)
      if integrator.solvesStage(i), let jacobian = integrator.jacobian {
        integrator.solveLinearized(kappa, transposed: true, jacobian, at: point, tape: bank.tape(i))
      }
      let pulledBack = MutableColumns(zeta + i * stride, rows: rows, columns: columns)
      integrator.pullBack(
        i, at: point, tape: bank.tape(i), cotangent: cotangent.view, state: pulledBack, time: time, into: gradient)
      integrator.statistics.vjps += 1
      costs.addGradients(i, at: point, of: integrator, zeta: pulledBack, time: time, into: gradient)
      if withTimes {
        times.stage(i, timeRow, kappa: kappa, zeta: zeta + i * stride, bank: bank, integrator: integrator)
      }
    }
  }

  /// Writes what the step's end, the stages after `i` and dense output make the cotangent of stage `i`.
  func writeCotangent(_ i: Int, _ sums: [StagePlan<Scalar>.Sum], into kappa: UnsafeMutablePointer<Scalar>) {
    let columns = integrator.cohort.columns
    if let multistep = integrator.multistep {
      writeCotangent(of: i, multistep)
    } else {
      Scalar.stageSum(
        kappa, base: nil, scale: integrator.stepRow, sums[i].terms(of: zeta, stride: stride), rows: rows,
        columns: columns)
    }
    if isObserved { Scalar.add(kappa, observed + i * stride, count: rows * columns) }
  }

  /// Adds to the cotangent of stage `i` in `kappa` what comes to it from a blend or from a slope that is carried on.
  ///
  /// True if that is all there is to the stage: the blend itself, which lies last, or the carried slope, which lies
  /// first.
  private func addWithoutVJP(_ i: Int) -> Bool {
    let plan = integrator.plan
    let columns = integrator.cohort.columns
    let s = tableau.stages
    if let slopes = plan.slopeCotangents {
      Scalar.stageSum(
        kappa, base: kappa, scale: nil, slopes[i].terms(of: zeta, stride: stride), rows: rows, columns: columns)
      guard i == 0 else { return false }
      put(kappa, part: 1) { self.integrator.cohort.step[$0] != 0 }
    } else if let blends = plan.blendCotangents {
      guard i == s - 1 else {
        let upper = rows / 2
        let offset = upper * columns
        Scalar.stageSum(
          kappa, base: kappa, scale: nil, blends[i].upper.terms(of: blended, stride: stride), rows: upper,
          columns: columns)
        Scalar.stageSum(
          kappa + offset, base: kappa + offset, scale: nil,
          blends[i].lower.terms(of: blended + offset, stride: stride), rows: rows - upper, columns: columns)
        return false
      }
      blended.update(from: kappa, count: rows * columns)
    }
    (zeta + i * stride).update(repeating: 0, count: rows * columns)
    return true
  }
}

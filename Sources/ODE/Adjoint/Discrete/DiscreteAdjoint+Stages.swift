import Kernels

/// The stages of explicit and of diagonally implicit steps, from the last one to the first.
extension DiscreteAdjoint {
  /// Writes `zeta` of stages `range`, the last one first, and adds their part of the parameters' gradient.
  func pullBackStages(
    _ range: Range<Int>, sums: [CompiledTableau<Scalar>.Sum], parameters: Vector<Scalar>,
    gradient: MutableVector<Scalar>, withTimes: Bool
  ) {
    let buffer = integrator.buffer(of: integrator.group.stepIndex).pointee
    let kappa = kappa.packed(columns: integrator.group.columns)
    let time = time(if: withTimes)
    for i in range.reversed() {
      writeCotangent(i, sums, into: kappa)
      if addsToStages && addWithoutVJP(i, kappa) { continue }
      let state = i == 0 ? integrator.firstArgument : integrator.argument.view
      if i > 0 { integrator.writeArgument(i, of: buffer, into: integrator.argument) }
      let point = integrator.point(stage: i, state: state, parameters: parameters)
      costs.addCotangents(i, at: point, of: integrator, to: kappa, times: withTimes ? times : nil)
      if integrator.solvesStage(i), let jacobian = integrator.stepper.jacobian {
        integrator.solveLinearized(kappa, transposed: true, jacobian, at: point, tape: buffer.tape(i))
      }
      let zeta = zeta(i)
      integrator.pullBack(
        i, at: point, tape: buffer.tape(i), cotangent: kappa.view, state: zeta, time: time, into: gradient)
      integrator.statistics.vjps += 1
      costs.addGradients(i, at: point, of: integrator, zeta: zeta, time: time, into: gradient)
      if let time {
        times.stage(i, time.view, kappa: kappa.view, zeta: zeta.view, buffer: buffer, integrator: integrator)
      }
    }
  }

  /// Writes what the step's end, the stages after `i` and dense output make the cotangent of stage `i`.
  func writeCotangent(_ i: Int, _ sums: [CompiledTableau<Scalar>.Sum], into kappa: MutableColumns<Scalar>) {
    if let multistep = integrator.stepper.multistep {
      writeCotangent(of: i, multistep, into: kappa)
    } else {
      Scalar.stageSum(kappa, base: nil, scale: stepRow, terms(sums[i]))
    }
    if isObserved { Scalar.add(kappa, observed[i].packed(columns: kappa.columns).view) }
  }

  /// Adds to the cotangent of stage `i` in `kappa` what comes to it from a partition or from a derivative that is
  /// carried on.
  ///
  /// True if that is all there is to the stage: the partition itself, which lies last, or the carried derivative, which
  /// lies first.
  private func addWithoutVJP(_ i: Int, _ kappa: MutableColumns<Scalar>) -> Bool {
    let plan = integrator.plan
    let partitioned = partitioned.packed(columns: kappa.columns)
    if let derivatives = plan.derivativeCotangents {
      Scalar.stageSum(kappa, base: kappa.view, scale: nil, terms(derivatives[i]))
      guard i == 0 else { return false }
      put(kappa.view, part: 1) { self.integrator.group.step[$0] != 0 }
    } else if let blends = plan.partitionCotangents {
      guard i == tableau.stages - 1 else {
        func add(_ sum: CompiledTableau<Scalar>.Sum, to half: Range<Int>) {
          let (out, partitioned) = (kappa.rows(half), partitioned.rows(half))
          Scalar.stageSum(
            out, base: out.view, scale: nil, sum.terms(of: MutableColumnStack(partitioned)))
        }
        add(blends[i].upper, to: 0..<rows / 2)
        add(blends[i].lower, to: rows / 2..<rows)
        return false
      }
      partitioned.copy(kappa)
    }
    zeta(i).fill(0)
    return true
  }
}

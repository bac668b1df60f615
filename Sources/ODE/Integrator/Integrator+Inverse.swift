import Kernels

/// Taking steps back.
extension Integrator {
  /// Takes the cohort from the end of a step to its start, in the columns that advance with it.
  ///
  /// The cohort is that of the step's start but for its state, which is that of the end. If the inverse evaluates the
  /// stages where the step does, they are left in the step's bank.
  func stepBack(_ parameters: Vector<Scalar>) {
    guard let inverse = options.method.inverse, let plan = inversePlan else {
      preconditionFailure("the method has no inverse")
    }
    let columns = cohort.columns
    let bank = bank(of: cohort.record)
    bank.pointee.record = -1
    bank.pointee.ownFirst()
    isFirstStageReady = false
    Scalar.narrow(stepRow, from: cohort.step, count: columns)
    for i in inverse.order {
      if i == 0 && carriesSlope {
        bank.pointee.stages.update(from: companion, count: rows * columns)
        continue
      }
      if writeBlend(i, of: bank.pointee, plan) { continue }
      Scalar.stageSum(
        argument, base: base(plan.bases[i], mixing: argument), scale: stepRow,
        plan.arguments[i].terms(of: bank.pointee.stages, stride: stride), rows: rows, columns: columns)
      evaluate(
        point(stage: i, state: argument, parameters: parameters), into: bank.pointee.stages + i * stride,
        tape: bank.pointee.tape(i))
    }
    writeEnd(of: bank.pointee, plan, lastPartToo: true)
    for column in 0..<columns { mask[column] = cohort.step[column] != 0 ? 1 : 0 }
    Scalar.copyColumns(cohort.state, from: next, where: mask, rows: cohort.rows, columns: columns)
    if inverse.sharesStages {
      if carriesSlope { bank.pointee.stages.update(from: companion, count: rows * columns) }
      bank.pointee.record = cohort.record
      bank.pointee.evaluated = tableau.stepStages
    }
  }
}

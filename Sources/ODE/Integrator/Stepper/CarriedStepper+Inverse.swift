import Kernels

extension Integrator {
  /// Takes the group from the end of a step to its start; see ``CarriedStepper/stepBack(_:_:)``.
  func stepBack(_ parameters: Vector<Scalar>) {
    guard case .carried(let stepper) = stepper else { preconditionFailure("the method has no inverse") }
    stepper.stepBack(self, parameters)
  }
}

/// Taking steps back.
extension CarriedStepper {
  /// Takes the group from the end of a step to its start, in the columns that advance with it.
  ///
  /// The group is that of the step's start but for its state, which is that of the end. If the inverse evaluates the
  /// stages where the step does, they are left in the step's buffer.
  func stepBack(_ integrator: Integrator<Field>, _ parameters: Vector<Scalar>) {
    guard let (inverse, plan) = inverse else { preconditionFailure("the method has no inverse") }
    let group = integrator.group
    let buffer = integrator.buffer(of: group.stepIndex)
    buffer.pointee.stepIndex = -1
    buffer.pointee.ownFirst()
    integrator.isFirstStageReady = false
    integrator.takeSteps()
    let first = buffer.pointee.stage(0, columns: group.columns)
    for i in inverse.order {
      if i == 0 && carriesDerivative {
        first.copy(auxiliary(integrator))
        continue
      }
      if writePartition(i, of: buffer.pointee, plan, integrator) { continue }
      writeArgument(i, of: buffer.pointee, plan, into: integrator.argument, integrator)
      integrator.evaluate(
        integrator.point(stage: i, state: integrator.argument.view, parameters: parameters),
        into: buffer.pointee.stage(i, columns: group.columns), tape: buffer.pointee.tape(i))
    }
    writeEnd(of: buffer.pointee, plan, lastPartToo: true, integrator)
    let mask = mask.first(group.columns)
    for column in 0..<group.columns { mask[column] = group.step[column] != 0 ? 1 : 0 }
    Scalar.copyColumns(group.state, from: integrator.next.view, where: mask.view)
    if inverse.sharesStages {
      if carriesDerivative { first.copy(auxiliary(integrator)) }
      buffer.pointee.stepIndex = group.stepIndex
      buffer.pointee.evaluated = integrator.tableau.stepStages
    }
  }
}

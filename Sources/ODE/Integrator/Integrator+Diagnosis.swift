import Glibc
import Kernels

/// What a solve that ran out of steps, or whose steps became too small, suffers from.
extension Integrator {
  /// Adds the likely cause to an error by looking at one more step of its sample; the solve is over afterwards.
  func explained(_ error: SolverError, _ parameters: Vector<Scalar>) -> SolverError {
    guard case .adaptive(let control) = options.control,
      let column = (0..<group.live).first(where: { Int(group.ids[$0]) == error.sample }), group.isActive(column)
    else { return error }
    var error = error
    let trial = group.trial[isPerSample ? column : 0]
    guard probe(1, parameters) else { return error }
    error.step = copysign(trial, group.way(column, to: group.end[column]))
    // At this rate the rest of the span would multiply it by more than any number can hold.
    let grows = growth(column) * abs(group.way(column, to: group.end[column])) > log(Double.greatestFiniteMagnitude)
    if error.kind == .nonFinite {
      error.cause = grows ? .growth : nil
      return error
    }
    let row = worstRow(column)
    error.component = row
    error.measure = scaledError(row, column)
    error.stiffness = stiffness(column, parameters)
    error.stabilityBound = stepper.multistep.map { $0.stabilityBound(column) } ?? tableau.realStabilityBound
    // A step far shorter than its tolerance allows, as the first ones are, may have no error but that of rounding.
    let isShort = error.measure < 0.1
    let rounding = rounding(row, column)
    if error.measure <= 1 && trial >= control.maximumStep {
      error.cause = .maximumStep
    } else if isBelowResolution(row, column) || (!isShort && rounding > error.measure / 4) {
      error.cause = .precision
      error.detail = Scalar.typeName
    } else if let product = error.stiffness, let bound = error.stabilityBound, product > bound / 2 {
      error.cause = .stiffness
    } else if grows {
      error.cause = .growth
    } else if isShort && rounding > error.measure / 64 {
      error.cause = .effort
    } else {
      let halved = probe(0.5, parameters) ? largestError(column) : .nan
      error.cause = log2(error.measure / halved) < errorTest.errorOrder / 2 ? .roughness : .effort
    }
    return error
  }

  /// Evaluates the stages of a step, a fraction of what would be tried next; false if the field is not finite at its
  /// start.
  private func probe(_ fraction: Double, _ parameters: Vector<Scalar>) -> Bool {
    for column in 0..<group.live where group.isActive(column) {
      let remaining = group.way(column, to: goal(column))
      group.step[column] = copysign(
        fraction * min(group.trial[isPerSample ? column : 0], abs(remaining)), remaining)
    }
    takeSteps()
    if !isFirstStageReady {
      do throws(SolverError) { try evaluateFirstStage(parameters) } catch { return false }
    }
    evaluateStages(tableau.startStages..<triedStages, parameters)
    writeEnd(of: buffer(of: group.stepIndex).pointee)
    return true
  }

  /// The largest error of a column over its tolerance.
  private func largestError(_ column: Int) -> Double { scaledError(worstRow(column), column) }

  /// Whether the tolerance of a component is less than its number can change by.
  private func isBelowResolution(_ row: Int, _ column: Int) -> Bool {
    tolerance(row, column) < Double(group.state[row, column].ulp) / 2
  }

  /// What rounding may leave of the error of a component, over its tolerance.
  private func rounding(_ row: Int, _ column: Int) -> Double {
    Double(Scalar.ulpOfOne) * errorMagnitude(row, column) / tolerance(row, column)
  }

  /// The sum of the magnitudes of the terms that the error estimate is made of.
  private func errorMagnitude(_ row: Int, _ column: Int) -> Double {
    if case .multistep(let stepper) = stepper { return stepper.errorMagnitude(row, column, of: self) }
    let buffer = buffer(of: group.stepIndex).pointee
    let sum = tableau.e.enumerated().reduce(0.0) {
      $0 + abs($1.element * Double(buffer.stage($1.offset, columns: group.columns)[row, column]))
    }
    return sum * abs(group.step[column])
  }

  /// The step times the fastest rate of the field, from what the last two stages differ by in state and in derivative.
  ///
  /// Source: Hairer and Wanner, "Solving Ordinary Differential Equations II", IV.2 (2.26), the stiffness detection of
  /// DOPRI5.
  private func stiffness(_ column: Int, _ parameters: Vector<Scalar>) -> Double? {
    let last = triedStages - 1
    // The stages of a linearly implicit method are not derivatives.
    guard last > 0 && !tableau.isLinearlyImplicit else { return nil }
    let buffer = buffer(of: group.stepIndex).pointee
    writeArgument(last, of: buffer, into: argument)
    let (lastDerivative, scratch) = (buffer.stage(last, columns: group.columns), scratch.rows(0..<rows))
    var other = scratch
    var otherDerivative = buffer.stage(last - 1, columns: group.columns)
    if case .multistep = stepper {
      // The steps of a high order are long for their evaluations: the corrected end is the predicted one's neighbour.
      other = next
      evaluate(
        point(stage: last, state: next.view, parameters: parameters), into: scratch, tape: buffer.tape(last))
      otherDerivative = scratch
    } else if last > 1 {
      writeArgument(last - 1, of: buffer, into: scratch)
    } else {
      scratch.copy(state)
    }
    var (derivatives, states) = (0.0, 0.0)
    for row in 0..<rows {
      let derivative = Double(lastDerivative[row, column]) - Double(otherDerivative[row, column])
      let state = Double(argument[row, column]) - Double(other[row, column])
      derivatives += derivative * derivative
      states += state * state
    }
    let product = abs(group.step[column]) * (derivatives / states).squareRoot()
    return product.isFinite ? product : nil
  }

  /// The rate at which the length of a column's state grows, along its way; negative where it shrinks.
  private func growth(_ column: Int) -> Double {
    let buffer = buffer(of: group.stepIndex).pointee
    var (product, square) = (0.0, 0.0)
    for row in 0..<rows {
      let derivative = (0..<tableau.startStages).reduce(0) {
        $0 + Double(buffer.stage($1, columns: group.columns)[row, column])
      }
      product += Double(group.state[row, column]) * derivative
      square += Double(group.state[row, column]) * Double(group.state[row, column])
    }
    return square > 0 ? Double(group.direction[column]) * product / square : 0
  }
}

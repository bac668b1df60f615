import Kernels

/// What methods of several steps add to the sweep.
///
/// A step is `p = y + sum_j a_j F_j`, `F_p = f(p)`, `y_1 = y + sum_j b_j F_j + b_p F_p` over the derivative at its
/// start and the remembered ones, with weights that depend on the sizes and orders of steps only, which count as
/// constants. With `lambda` the cotangent of `y_1`, `kappa_p = b_p lambda`, `zeta_p = (df/dy)^T kappa_p`, and each
/// `F_j` receives `b_j lambda + a_j zeta_p`: the remembered ones keep it until the step that evaluated them is swept.
/// That of the start has by then received all there is, from this step and those after it: it is pulled back last.
extension DiscreteAdjoint {
  /// Writes the cotangent of stage `i`; dense output apart.
  func writeCotangent(of i: Int, _ multistep: MultistepStepper<Field>, into kappa: MutableColumns<Scalar>) {
    let left = left.packed(columns: kappa.columns)
    add(
      zeta(tableau.stages).view, multistep.sums.weights(.corrector), term: i, to: kappa, base: i == 0 ? left.view : nil)
    if i == 0 { add(zeta(1).view, multistep.sums.weights(.predictor), term: 0, to: kappa, base: kappa.view) }
  }

  /// Leaves the step's cotangents for the remembered derivatives.
  func leaveCotangents(_ multistep: MultistepStepper<Field>) {
    leave(zeta(tableau.stages).view, weights: multistep.sums.weights(.corrector))
    leave(zeta(1).view, weights: multistep.sums.weights(.predictor))
  }

  /// Leaves what a sum with cotangent `x` and weights `[term, columns]` gives the remembered derivatives.
  func leave(_ x: Columns<Scalar>, weights: Columns<Scalar>) {
    guard let history = integrator.group.history else { return }
    let group = integrator.group
    for place in 0..<history.memory {
      let term = tableau.stages + place
      let row = weights.row(term)
      guard (0..<group.live).contains(where: { row[$0] != 0 }) else { continue }
      take(part: 1 + place, into: argument) { group.step[$0] != 0 }
      add(x, weights, term: term, to: argument, base: argument.view)
      put(argument.view, part: 1 + place) { group.step[$0] != 0 }
    }
  }

  /// Takes what later steps left for the derivative at the start of this one, before anything is left for an older one
  /// that has the same place.
  func takeLeft(_ history: StepHistory<Scalar>) {
    let group = integrator.group
    let left = left.packed(columns: group.columns)
    let zeros = integrator.scratch.rows(0..<rows)
    left.fill(0)
    zeros.fill(0)
    for place in 0..<history.memory {
      let isOwn = { (column: Int) in group.step[column] != 0 && history.nextPlace(column) == place }
      guard (0..<group.live).contains(where: isOwn) else { continue }
      take(part: 1 + place, into: argument, where: isOwn)
      Scalar.add(left, argument.view)
      put(zeros.view, part: 1 + place, where: isOwn)
    }
  }

  /// Writes `base` plus `x` times a term's weight in each column.
  private func add(
    _ x: Columns<Scalar>, _ weights: Columns<Scalar>, term: Int, to out: MutableColumns<Scalar>,
    base: Columns<Scalar>?
  ) {
    Scalar.columnWeightedSum(out, base: base, stages: ColumnStack(x), weights: weights.rows(term..<term + 1))
  }
}

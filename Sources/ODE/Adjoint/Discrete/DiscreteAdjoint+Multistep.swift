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
  func writeCotangent(of i: Int, _ multistep: MultistepStep<Scalar>) {
    let columns = integrator.cohort.columns
    add(
      zeta + tableau.stages * stride, multistep.sums.weights(.corrector) + i * columns, to: kappa,
      base: i == 0 ? UnsafePointer(left) : nil)
    if i == 0 { add(zeta + stride, multistep.sums.weights(.predictor), to: kappa, base: kappa) }
  }

  /// Leaves the step's cotangents for the remembered derivatives.
  func leaveCotangents(_ multistep: MultistepStep<Scalar>) {
    leave(zeta + tableau.stages * stride, weights: multistep.sums.weights(.corrector))
    leave(zeta + stride, weights: multistep.sums.weights(.predictor))
  }

  /// Leaves what a sum with cotangent `x` and weights `[term, columns]` gives the remembered derivatives.
  func leave(_ x: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>) {
    guard let history = integrator.cohort.history else { return }
    let cohort = integrator.cohort
    let columns = cohort.columns
    for place in 0..<history.memory {
      let row = weights + (tableau.stages + place) * columns
      guard (0..<cohort.live).contains(where: { row[$0] != 0 }) else { continue }
      take(part: 1 + place, into: integrator.argument) { cohort.step[$0] != 0 }
      add(x, row, to: integrator.argument, base: integrator.argument)
      put(integrator.argument, part: 1 + place) { cohort.step[$0] != 0 }
    }
  }

  /// Takes what later steps left for the derivative at the start of this one, before anything is left for an older one
  /// that has the same place.
  func takeLeft(_ history: StepHistory<Scalar>) {
    let cohort = integrator.cohort
    left.update(repeating: 0, count: rows * cohort.columns)
    integrator.scratch.update(repeating: 0, count: rows * cohort.columns)
    for place in 0..<history.memory {
      let isOwn = { (column: Int) in cohort.step[column] != 0 && history.nextPlace(column) == place }
      guard (0..<cohort.live).contains(where: isOwn) else { continue }
      take(part: 1 + place, into: integrator.argument, where: isOwn)
      Scalar.add(left, integrator.argument, count: rows * cohort.columns)
      put(integrator.scratch, part: 1 + place, where: isOwn)
    }
  }

  private func add(
    _ x: UnsafePointer<Scalar>, _ weights: UnsafePointer<Scalar>, to out: UnsafeMutablePointer<Scalar>,
    base: UnsafePointer<Scalar>?
  ) {
    Scalar.columnWeightedSum(
      out, base: base, stages: x, stride: stride, count: 1, weights: weights, rows: rows,
      columns: integrator.cohort.columns)
  }
}

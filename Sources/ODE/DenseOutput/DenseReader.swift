import Kernels

/// Reads the dense output of a step, at a place of its own in every column.
struct DenseReader<Scalar: Real> {
  /// The place of a column that is not read.
  static var nowhere: Double { -1 }

  /// Where each column is read, from 0 at the start of the step to 1 at its end; negative: not at all.
  let theta: UnsafeMutablePointer<Double>
  /// The weights of the stages, `[stage, columns]`, as ``writeWeights(_:slope:)`` left them.
  let weights: UnsafeMutablePointer<Scalar>
  private let product: UnsafeMutablePointer<Double>
  private let tableau: Tableau

  static func bytes(pitch: Int, tableau: Tableau) -> Int {
    2 * Arena.bytes(Double.self, pitch) + Arena.bytes(Scalar.self, tableau.stages * pitch)
  }

  init(pitch: Int, tableau: Tableau, in arena: Arena) {
    self.tableau = tableau
    theta = arena.take(Double.self, pitch)
    product = arena.take(Double.self, pitch)
    weights = arena.take(Scalar.self, tableau.stages * pitch)
  }

  /// Writes `h b_i(theta)` for every stage and column, or with `slope` its derivative by time, `b_i'(theta)`.
  ///
  /// Columns that are not read get zeros.
  func writeWeights(_ cohort: Cohort<Scalar>, slope: Bool = false) {
    let columns = cohort.columns
    for stage in 0..<tableau.stages {
      for column in 0..<columns {
        let x = theta[column]
        let weight = x < 0 ? 0 : tableau.denseWeight(stage, at: x, slope: slope)
        product[column] = slope ? weight : weight * cohort.step[column]
      }
      Scalar.narrow(weights + stage * columns, from: product, count: columns)
    }
  }

  /// Writes the state at each column's place; at the start of the step where a column is not read.
  func read<Field: VectorField<Scalar>>(into out: UnsafeMutablePointer<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: integrator.cohort.state, slope: false, integrator)
  }

  /// Writes how far the state at each column's place is from that at the start; zero where a column is not read.
  func readChange<Field: VectorField<Scalar>>(into out: UnsafeMutablePointer<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: nil, slope: false, integrator)
  }

  /// Writes the derivative of the dense output by time; zero where a column is not read.
  func readSlope<Field: VectorField<Scalar>>(into out: UnsafeMutablePointer<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: nil, slope: true, integrator)
  }

  private func sum<Field: VectorField<Scalar>>(
    into out: UnsafeMutablePointer<Scalar>, base: UnsafePointer<Scalar>?, slope: Bool, _ integrator: Integrator<Field>
  ) {
    let cohort = integrator.cohort
    writeWeights(cohort, slope: slope)
    Scalar.columnWeightedSum(
      out, base: base, stages: integrator.bank(of: cohort.record).pointee.stages, stride: integrator.stride,
      count: tableau.stages, weights: weights, rows: integrator.rows, columns: cohort.columns)
  }
}

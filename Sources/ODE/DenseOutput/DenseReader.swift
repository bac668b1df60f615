import Kernels

/// Reads the dense output of a step, at a place of its own in every column.
struct DenseReader<Scalar: KernelScalar> {
  /// The place of a column that is not read.
  static var nowhere: Double { -1 }

  /// Where each column is read, from 0 at the start of the step to 1 at its end; negative: not at all.
  let theta: MutableVector<Double>
  private let weights: MutableColumns<Scalar>
  private let product: MutableColumns<Double>
  private let tableau: Tableau
  private let terms: Int
  /// Nil for a method of one step.
  private let polynomials: AdamsPolynomials?

  private static func terms(_ method: Method) -> Int { method.tableau.stages + (method.multistep?.memory ?? 0) }

  init(pitch: Int, method: Method, in arena: Arena) {
    tableau = method.tableau
    terms = Self.terms(method)
    theta = arena.vector(Double.self, pitch)
    product = arena.columns(Double.self, rows: terms, columns: pitch)
    weights = arena.columns(Scalar.self, rows: terms, columns: pitch)
    polynomials = method.multistep == nil ? nil : AdamsPolynomials(in: arena)
  }

  /// Works out the weights `h b_i(theta)` of every stage, or with `derivative` their derivatives by time,
  /// `b_i'(theta)`.
  ///
  /// They are `[term, column]`; behind those of the stages come those of the remembered derivatives. Columns that are
  /// not read get zeros. The weights last until the next ones are asked for.
  func writeWeights(_ group: GroupState<Scalar>, derivative: Bool = false) -> Columns<Scalar> {
    let columns = group.columns
    let product = product.packed(columns: columns)
    if let polynomials, let history = group.history {
      product.fill(0)
      for column in 0..<columns where theta[column] >= 0 && group.step[column] != 0 {
        polynomials.dense(
          at: theta[column], derivative: derivative, step: group.step[column], order: Int(history.order[column]),
          earlier: { history.step($0, column) }, place: { history.place($0, column) }
        ) { product[$0, column] = $1 }
      }
    } else {
      for stage in 0..<tableau.stages {
        for column in 0..<columns {
          let x = theta[column]
          let weight = x < 0 ? 0 : tableau.denseWeight(stage, at: x, derivative: derivative)
          product[stage, column] = derivative ? weight : weight * group.step[column]
        }
      }
    }
    let weights = weights.packed(columns: columns)
    Scalar.narrow(weights.values, from: product.values.view)
    return weights.view
  }

  /// Writes the state at each column's place; at the start of the step where a column is not read.
  func read<Field: VectorField<Scalar>>(into out: MutableColumns<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: integrator.state.view, derivative: false, integrator)
  }

  /// Writes how far the state at each column's place is from that at the start; zero where a column is not read.
  func readChange<Field: VectorField<Scalar>>(into out: MutableColumns<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: nil, derivative: false, integrator)
  }

  /// Writes the derivative of the dense output by time; zero where a column is not read.
  func readDerivative<Field: VectorField<Scalar>>(into out: MutableColumns<Scalar>, _ integrator: Integrator<Field>) {
    sum(into: out, base: nil, derivative: true, integrator)
  }

  private func sum<Field: VectorField<Scalar>>(
    into out: MutableColumns<Scalar>, base: Columns<Scalar>?, derivative: Bool, _ integrator: Integrator<Field>
  ) {
    let group = integrator.group
    integrator.write(
      writeWeights(group, derivative: derivative), base: base,
      stages: integrator.buffer(of: group.stepIndex).pointee.stages.view, past: group.past, into: out)
  }
}

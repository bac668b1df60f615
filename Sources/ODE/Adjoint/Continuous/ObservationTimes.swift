import Kernels

/// The gradient of a continuous adjoint with respect to the observation times, the start and the end included.
///
/// `dL/dt_k` is `f . cotangent` of the observation at `t_k`; the end's grows by the running costs' rate there, and the
/// start's is `-(f . a)` less the rate.
struct ObservationTimes<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let equation: AdjointEquation<Field>
  private let value: MutableColumns<Scalar>
  private let tape: MutableVector<Scalar>
  private let timeRow: MutableVector<Scalar>
  private let dots: MutableVector<Double>
  private let rates: MutableVector<Double>
  private let samples: MutableVector<Int32>

  init(_ equation: AdjointEquation<Field>, pitch: Int, in arena: Arena) {
    self.equation = equation
    value = arena.columns(Scalar.self, rows: equation.field.stateCount, columns: pitch)
    tape = arena.vector(Scalar.self, equation.tapeCount(columns: pitch))
    timeRow = arena.vector(Scalar.self, pitch)
    dots = arena.vector(Double.self, pitch)
    rates = arena.vector(Double.self, pitch)
    samples = arena.vector(Int32.self, pitch)
    guard !arena.isCounting else { return }
    for sample in 0..<pitch { samples[sample] = Int32(sample) }
  }

  /// Adds the gradient to `output`; `start` is the cotangent of the state at the start, without its own observation's.
  ///
  /// Returns what that takes.
  func book(
    _ problem: ObservedStates<Scalar>, start: Columns<Scalar>, _ parameters: Vector<Scalar>,
    into output: MutableColumns<Double>
  ) -> SolveStatistics {
    let most = problem.most
    var statistics = SolveStatistics()
    statistics.evaluations = most
    statistics.add(equation.costs.valueProducts, count: most)
    for k in 0..<most {
      Scalar.narrow(timeRow, from: problem.times.row(k))
      let at = FieldPoint(times: timeRow.view, state: problem.states[k], parameters: parameters)
      equation.field.evaluate(at, into: value, tape: tape)
      dots.fill(0)
      Scalar.addColumnDots(dots, value.view, k == 0 ? start : problem.cotangents[k])
      equation.writeRates(at, value: value.view, tape: tape, samples: samples.view, into: rates)
      for sample in 0..<problem.samples where Int(problem.counts[sample]) > k {
        if k > 0 { output[k, sample] += dots[sample] }
        if k == 0 { output[k, sample] -= dots[sample] + rates[sample] }
        if k == Int(problem.counts[sample]) - 1 { output[k, sample] += rates[sample] }
      }
    }
    return statistics
  }
}

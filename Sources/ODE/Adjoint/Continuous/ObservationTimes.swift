import Kernels

/// The gradient of a continuous adjoint with respect to the observation times, the start and the end included.
///
/// `dL/dt_k` is `f . cotangent` of the observation at `t_k`; the end's grows by the running costs' rate there, and the
/// start's is `-(f . a)` less the rate.
struct ObservationTimes<Field: DifferentiableVectorField> {
  typealias Scalar = Field.Scalar

  private let equation: AdjointEquation<Field>
  private let pitch: Int
  private let value: UnsafeMutablePointer<Scalar>
  private let tape: MutableVector<Scalar>
  private let timeRow: UnsafeMutablePointer<Scalar>
  private let dots: UnsafeMutablePointer<Double>
  private let rates: UnsafeMutablePointer<Double>
  private let samples: UnsafeMutablePointer<Int32>

  init(_ equation: AdjointEquation<Field>, pitch: Int, in arena: Arena) {
    self.equation = equation
    self.pitch = pitch
    value = arena.take(Scalar.self, equation.field.stateCount * pitch)
    tape = arena.vector(Scalar.self, equation.tapeCount(columns: pitch))
    timeRow = arena.take(Scalar.self, pitch)
    dots = arena.take(Double.self, pitch)
    rates = arena.take(Double.self, pitch)
    samples = arena.take(Int32.self, pitch)
    guard !arena.isCounting else { return }
    for sample in 0..<pitch { samples[sample] = Int32(sample) }
  }

  /// Adds the gradient to `output`; `start` is the cotangent of the state at the start, without its own observation's.
  ///
  /// Returns what that takes.
  func book(
    _ problem: ObservedStates<Scalar>, start: UnsafePointer<Scalar>, _ parameters: Vector<Scalar>,
    into output: UnsafeMutablePointer<Double>
  ) -> SolveStatistics {
    let rows = equation.field.stateCount
    let most = problem.most
    var statistics = SolveStatistics()
    statistics.evaluations = most
    statistics.add(equation.costs.valueProducts, count: most)
    for k in 0..<most {
      Scalar.narrow(timeRow, from: problem.times + k * pitch, count: pitch)
      let at = FieldPoint(
        times: Vector(timeRow, count: pitch),
        state: Columns(problem.states + k * rows * pitch, rows: rows, columns: pitch), parameters: parameters)
      equation.field.evaluate(at, into: MutableColumns(value, rows: rows, columns: pitch), tape: tape)
      dots.update(repeating: 0, count: pitch)
      Scalar.addColumnDots(
        dots, value, k == 0 ? start : problem.cotangents + k * rows * pitch, rows: rows, columns: pitch)
      equation.writeRates(
        at, value: Columns(value, rows: rows, columns: pitch), tape: tape, samples: Vector(samples, count: pitch),
        into: MutableVector(rates, count: pitch))
      for sample in 0..<problem.samples where Int(problem.counts[sample]) > k {
        if k > 0 { output[k * pitch + sample] += dots[sample] }
        if k == 0 { output[sample] -= dots[sample] + rates[sample] }
        if k == Int(problem.counts[sample]) - 1 { output[k * pitch + sample] += rates[sample] }
      }
    }
    return statistics
  }
}

import Kernels
import Networks
import ODE

/// A product with a field's Jacobian and its pullback at the point of a ``FieldRun``, with guards behind both memories.
final class ProductRun<Scalar: KernelScalar> {
  let run: FieldRun<Scalar>
  let out, state, tangent: MutableColumns<Scalar>
  let time, timeTangent, gradient, secondDerivative, tangentTape: MutableVector<Scalar>
  private let arena = Arena(capacity: 1 << 20)
  private let guardCount = 64

  init(_ run: FieldRun<Scalar>) {
    self.run = run
    let arena = arena
    // Whatever memory held before must not matter.
    func take(_ count: Int) -> MutableVector<Scalar> {
      let part = arena.vector(Scalar.self, count)
      part.fill(.nan)
      return part
    }
    func takeRows() -> MutableColumns<Scalar> {
      MutableColumns(
        take(run.field.stateCount * run.columns).base, rows: run.field.stateCount, columns: run.columns)
    }
    out = takeRows()
    state = takeRows()
    time = take(run.columns)
    tangent = takeRows()
    timeTangent = take(run.columns)
    gradient = take(run.field.parameterCount)
    gradient.fill(0)
    secondDerivative = take(run.field.secondDerivativeCount(columns: run.columns) + guardCount)
    tangentTape = take(run.field.tangentTapeCount(columns: run.columns) + guardCount)
  }

  /// Evaluates, multiplies along the run's tangent (or another) and pulls the run's cotangent (or another) back.
  func compute(along v: Columns<Scalar>? = nil, cotangent w: Columns<Scalar>? = nil) {
    run.evaluate()
    run.at {
      run.field.writeSecondDerivatives($0, tape: run.tape.view, into: secondDerivative)
      run.field.product(
        $0, tape: run.tape.view, tangent: v ?? run.tangent.view, time: run.timeTangent.view, into: out,
        tangentTape: tangentTape)
      run.field.pullBack(
        $0, tape: run.tape.view, secondDerivative: secondDerivative.view, tangentTape: tangentTape,
        cotangent: w ?? run.cotangent.view,
        state: state, time: time, tangent: tangent, timeTangent: timeTangent)
    }
  }

  /// Adds the parameters' gradient.
  func accumulate(weighted: Bool = true) {
    run.at {
      run.field.accumulateProductGradient(
        $0, tape: run.tape.view, tangentTape: tangentTape.view, weight: weighted ? run.weight.view : nil, into: gradient
      )
    }
  }

  /// Whether nothing was written behind the ends.
  var guardsAreWhole: Bool {
    let (a, b) = (
      run.field.secondDerivativeCount(columns: run.columns), run.field.tangentTapeCount(columns: run.columns)
    )
    return (0..<guardCount).allSatisfy { secondDerivative[a + $0].isNaN && tangentTape[b + $0].isNaN }
  }
}

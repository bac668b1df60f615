import Kernels
import Networks
import ODE

/// A product with a field's Jacobian and its pullback at the point of a ``FieldRun``, with guards behind both memories.
final class ProductRun<Scalar: Real> {
  let run: FieldRun<Scalar>
  let out, state, time, tangent, timeTangent, gradient, curvature, record: UnsafeMutablePointer<Scalar>
  private let arena = Arena(capacity: 1 << 20)
  private let guardCount = 64

  init(_ run: FieldRun<Scalar>) {
    self.run = run
    let arena = arena
    let count = run.field.stateCount * run.columns
    func take(_ count: Int) -> UnsafeMutablePointer<Scalar> {
      let part = arena.take(Scalar.self, count)
      // Whatever memory held before must not matter.
      part.update(repeating: .nan, count: count)
      return part
    }
    out = take(count)
    state = take(count)
    time = take(run.columns)
    tangent = take(count)
    timeTangent = take(run.columns)
    gradient = take(run.field.parameterCount)
    gradient.update(repeating: 0, count: run.field.parameterCount)
    curvature = take(run.field.curvatureCount(columns: run.columns) + guardCount)
    record = take(run.field.recordCount(columns: run.columns) + guardCount)
  }

  /// Evaluates, multiplies along the run's tangent (or another) and pulls the run's cotangent (or another) back.
  func compute(along v: UnsafePointer<Scalar>? = nil, cotangent w: UnsafePointer<Scalar>? = nil) {
    run.evaluate()
    run.at {
      run.field.writeCurvature($0, tape: run.tape, into: curvature)
      run.field.product(
        $0, tape: run.tape, tangent: v ?? UnsafePointer(run.tangent), time: run.timeTangent, into: out, record: record)
      run.field.pullBack(
        $0, tape: run.tape, curvature: curvature, record: record, cotangent: w ?? UnsafePointer(run.cotangent),
        state: state, time: time, tangent: tangent, timeTangent: timeTangent)
    }
  }

  /// Adds the parameters' gradient.
  func accumulate(weighted: Bool = true) {
    run.at {
      run.field.accumulateProductGradient(
        $0, tape: run.tape, record: record, weight: weighted ? run.weight : nil, into: gradient)
    }
  }

  /// Whether nothing was written behind the ends.
  var guardsAreWhole: Bool {
    let (a, b) = (run.field.curvatureCount(columns: run.columns), run.field.recordCount(columns: run.columns))
    return (0..<guardCount).allSatisfy { curvature[a + $0].isNaN && record[b + $0].isNaN }
  }
}

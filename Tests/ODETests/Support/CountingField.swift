import Kernels
import ODE

/// Another field that counts how often it is called.
struct CountingField<Base: DifferentiableVectorField>: DifferentiableVectorField {
  typealias Scalar = Base.Scalar

  let base: Base
  let calls: FieldCalls

  init(_ base: Base, _ calls: FieldCalls) {
    self.base = base
    self.calls = calls
  }

  var stateCount: Int { base.stateCount }
  var parameterCount: Int { base.parameterCount }
  func tapeCount(columns: Int) -> Int { base.tapeCount(columns: columns) }
  func evaluationTapeCount(columns: Int) -> Int { base.evaluationTapeCount(columns: columns) }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    calls.evaluations += 1
    base.evaluate(at, into: dy, tape: tape)
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    calls.vjps += 1
    base.vjp(at, tape: tape, cotangent: a, state: state, time: time)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) { base.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient) }

  func pullBack(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?,
    into gradient: MutableVector<Scalar>?
  ) {
    calls.vjps += 1
    base.pullBack(at, tape: tape, cotangent: a, state: state, time: time, into: gradient)
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    calls.jvps += 1
    base.jvp(at, tape: tape, tangent: v, time: s, into: out)
  }
}

extension CountingField: SplitVectorField where Base: SplitVectorField {
  var split: FieldSplit<Scalar>? {
    func counted<Part: DifferentiableVectorField<Scalar>>(_ part: Part) -> any DifferentiableVectorField<Scalar> {
      CountingField<Part>(part, calls)
    }
    return base.split.map { FieldSplit(stiff: counted($0.stiff), nonstiff: counted($0.nonstiff)) }
  }
}

extension CountingField: TwiceDifferentiableVectorField where Base: TwiceDifferentiableVectorField {
  func secondDerivativeCount(columns: Int) -> Int { base.secondDerivativeCount(columns: columns) }
  func tangentTapeCount(columns: Int) -> Int { base.tangentTapeCount(columns: columns) }

  func writeSecondDerivatives(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, into secondDerivative: MutableVector<Scalar>
  ) { base.writeSecondDerivatives(at, tape: tape, into: secondDerivative) }

  func product(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>, tangentTape: MutableVector<Scalar>
  ) {
    calls.jvps += 1
    base.product(at, tape: tape, tangent: v, time: s, into: out, tangentTape: tangentTape)
  }

  func pullBack(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, secondDerivative: Vector<Scalar>,
    tangentTape: MutableVector<Scalar>, cotangent w: Columns<Scalar>, state: MutableColumns<Scalar>,
    time: MutableVector<Scalar>?, tangent: MutableColumns<Scalar>?,
    timeTangent: MutableVector<Scalar>?
  ) {
    calls.vjps += 1
    base.pullBack(
      at, tape: tape, secondDerivative: secondDerivative, tangentTape: tangentTape, cotangent: w, state: state,
      time: time,
      tangent: tangent,
      timeTangent: timeTangent)
  }

  func accumulateProductGradient(
    _ at: FieldPoint<Scalar>, tape: Vector<Scalar>, tangentTape: Vector<Scalar>,
    weight: Vector<Scalar>?, into gradient: MutableVector<Scalar>
  ) { base.accumulateProductGradient(at, tape: tape, tangentTape: tangentTape, weight: weight, into: gradient) }
}

import Kernels
import ODE

/// A share of another field: two shares that add up to 1 split any field for an additive method.
struct ShareField<Base: DifferentiableVectorField>: DifferentiableVectorField {
  typealias Scalar = Base.Scalar

  let base: Base
  let share: Scalar

  init(of base: Base, _ share: Scalar) {
    self.base = base
    self.share = share
  }

  var stateCount: Int { base.stateCount }
  var parameterCount: Int { base.parameterCount }
  func tapeCount(columns: Int) -> Int { base.tapeCount(columns: columns) + stateCount * columns }

  func evaluate(_ at: FieldPoint<Scalar>, into dy: MutableColumns<Scalar>, tape: MutableVector<Scalar>) {
    base.evaluate(at, into: dy, tape: tape)
    Scalar.scale(dy.values, by: share)
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, cotangent a: Columns<Scalar>,
    state: MutableColumns<Scalar>, time: MutableVector<Scalar>?
  ) {
    let start = base.tapeCount(columns: at.columns)
    let shared = MutableColumns(tape[start..<start + a.count].base, rows: a.rows, columns: a.columns)
    shared.copy(a)
    Scalar.scale(shared.values, by: share)
    base.vjp(at, tape: tape, cotangent: shared.view, state: state, time: time)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, weight: Vector<Scalar>?,
    into gradient: MutableVector<Scalar>
  ) {
    base.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient)
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: MutableVector<Scalar>, tangent v: Columns<Scalar>,
    time s: Vector<Scalar>?, into out: MutableColumns<Scalar>
  ) {
    base.jvp(at, tape: tape, tangent: v, time: s, into: out)
    Scalar.scale(out.values, by: share)
  }
}

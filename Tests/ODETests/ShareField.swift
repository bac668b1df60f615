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

  func evaluate(_ at: FieldPoint<Scalar>, into dy: UnsafeMutablePointer<Scalar>, tape: UnsafeMutablePointer<Scalar>) {
    base.evaluate(at, into: dy, tape: tape)
    for i in 0..<stateCount * at.columns { dy[i] *= share }
  }

  func vjp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, cotangent a: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>, time: UnsafeMutablePointer<Scalar>?
  ) {
    let shared = tape + base.tapeCount(columns: at.columns)
    for i in 0..<stateCount * at.columns { shared[i] = share * a[i] }
    base.vjp(at, tape: tape, cotangent: shared, state: state, time: time)
  }

  func accumulateParameterGradient(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    base.accumulateParameterGradient(at, tape: tape, weight: weight, into: gradient)
  }

  func jvp(
    _ at: FieldPoint<Scalar>, tape: UnsafeMutablePointer<Scalar>, tangent v: UnsafePointer<Scalar>,
    time s: UnsafePointer<Scalar>?, into out: UnsafeMutablePointer<Scalar>
  ) {
    base.jvp(at, tape: tape, tangent: v, time: s, into: out)
    for i in 0..<stateCount * at.columns { out[i] *= share }
  }
}

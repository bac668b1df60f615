import Kernels
import Networks
import ODE
import TestSupport

/// A field at one random point of a group: owns the arrays of the call and a tape with a guard behind it.
final class FieldRun<Scalar: KernelScalar> {
  let field: MLPField<Scalar>
  let columns: Int
  var parameters: [Scalar]
  let state, cotangent, tangent, dy, stateCotangent, tangentOut: MutableColumns<Scalar>
  let times, timeTangent, weight, timeCotangent, tape, gradient: MutableVector<Scalar>
  private let arena: Arena
  private let tapeCount: Int
  private let guardCount = 64

  /// Without `holdsDeltas` the tape is only as long as an evaluation and a pullBack need.
  init(_ configuration: MLPCase, columns: Int, seed: UInt64 = 1, holdsDeltas: Bool = true) {
    field = configuration.field(Scalar.self)
    self.columns = columns
    tapeCount = holdsDeltas ? field.tapeCount(columns: columns) : field.evaluationTapeCount(columns: columns)
    var generator = SplitMix(seed: seed)
    func draw(_ scale: Double) -> Scalar { Scalar(Double.random(in: -scale...scale, using: &generator)) }
    // Weights scaled by their fan-in keep towers of exponentials within reach.
    parameters = field.layout.entries.flatMap { entry in
      (0..<entry.count).map { _ in draw(entry.kind == .weight ? 1 / Double(entry.fanIn).squareRoot() : 0.3) }
    }
    let rows = field.stateCount
    let arena = Arena(capacity: 1 << 20)
    self.arena = arena
    func take(_ count: Int) -> MutableVector<Scalar> { arena.vector(Scalar.self, count) }
    func takeRows() -> MutableColumns<Scalar> { arena.columns(Scalar.self, rows: rows, columns: columns) }
    times = take(columns)
    state = takeRows()
    cotangent = takeRows()
    tangent = takeRows()
    timeTangent = take(columns)
    weight = take(columns)
    dy = takeRows()
    stateCotangent = takeRows()
    timeCotangent = take(columns)
    tangentOut = takeRows()
    gradient = take(field.parameterCount)
    tape = take(tapeCount + guardCount)
    for i in 0..<rows * columns {
      (state.values[i], cotangent.values[i], tangent.values[i]) = (draw(1.2), draw(1), draw(1))
    }
    for i in 0..<columns { (times[i], timeTangent[i], weight[i]) = (draw(2), draw(1), draw(1)) }
    // Whatever memory held before must not matter.
    tape.fill(.nan)
    for array in [dy, stateCotangent, tangentOut] { array.fill(.nan) }
    timeCotangent.fill(.nan)
  }

  /// Calls `body` with the point of the run.
  func at(_ body: (FieldPoint<Scalar>) -> Void) {
    parameters.withUnsafeBufferPointer {
      body(
        FieldPoint(
          times: times.view, state: state.view, parameters: Vector($0.baseAddress!, count: $0.count)))
    }
  }

  func evaluate() { at { field.evaluate($0, into: dy, tape: tape) } }

  func vjp() {
    at { field.vjp($0, tape: tape, cotangent: cotangent.view, state: stateCotangent, time: timeCotangent) }
  }

  func accumulate(weighted: Bool) {
    at { field.accumulateParameterGradient($0, tape: tape, weight: weighted ? weight.view : nil, into: gradient) }
  }

  func pullBack() {
    at {
      field.pullBack(
        $0, tape: tape, cotangent: cotangent.view, state: stateCotangent, time: timeCotangent, into: gradient)
    }
  }

  func jvp(withTime: Bool = true) {
    at { field.jvp($0, tape: tape, tangent: tangent.view, time: withTime ? timeTangent.view : nil, into: tangentOut) }
  }

  /// Whether the scalars behind the tape are untouched.
  var guardIsWhole: Bool {
    (tapeCount..<tapeCount + guardCount).allSatisfy { tape[$0].isNaN }
  }

  /// One column of an array of state rows, in Double.
  func column(_ array: MutableColumns<Scalar>, _ column: Int) -> [Double] {
    (0..<field.stateCount).map { Double(array[$0, column]) }
  }
}

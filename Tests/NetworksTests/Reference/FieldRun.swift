import Kernels
import Networks
import ODE

/// A field at one random point of a group: owns the arrays of the call and a tape with a guard behind it.
final class FieldRun<Scalar: Real> {
  let field: MLPField<Scalar>
  let columns: Int
  var parameters: [Scalar]
  let times, state, cotangent, tangent, timeTangent, weight: UnsafeMutablePointer<Scalar>
  let dy, stateCotangent, timeCotangent, tangentOut, tape: UnsafeMutablePointer<Scalar>
  let gradient: UnsafeMutablePointer<Scalar>
  private let arena: Arena
  private let tapeCount: Int
  private let guardCount = 64

  /// Without `holdsDeltas` the tape is only as long as an evaluation and a pullBack need.
  init(_ configuration: MLPCase, columns: Int, seed: UInt64 = 1, holdsDeltas: Bool = true) {
    field = configuration.field(Scalar.self)
    self.columns = columns
    tapeCount = holdsDeltas ? field.tapeCount(columns: columns) : field.evaluationTapeCount(columns: columns)
    var generator = SplitMix(state: seed)
    func draw(_ scale: Double) -> Scalar { Scalar(Double.random(in: -scale...scale, using: &generator)) }
    // Weights scaled by their fan-in keep towers of exponentials within reach.
    parameters = field.layout.entries.flatMap { entry in
      (0..<entry.count).map { _ in draw(entry.kind == .weight ? 1 / Double(entry.fanIn).squareRoot() : 0.3) }
    }
    let rows = field.stateCount
    let arena = Arena(capacity: 1 << 20)
    self.arena = arena
    func take(_ count: Int) -> UnsafeMutablePointer<Scalar> { arena.take(Scalar.self, count) }
    times = take(columns)
    state = take(rows * columns)
    cotangent = take(rows * columns)
    tangent = take(rows * columns)
    timeTangent = take(columns)
    weight = take(columns)
    dy = take(rows * columns)
    stateCotangent = take(rows * columns)
    timeCotangent = take(columns)
    tangentOut = take(rows * columns)
    gradient = take(field.parameterCount)
    tape = take(tapeCount + guardCount)
    for i in 0..<rows * columns { (state[i], cotangent[i], tangent[i]) = (draw(1.2), draw(1), draw(1)) }
    for i in 0..<columns { (times[i], timeTangent[i], weight[i]) = (draw(2), draw(1), draw(1)) }
    // Whatever memory held before must not matter.
    for i in 0..<tapeCount + guardCount { tape[i] = .nan }
    for i in 0..<rows * columns { (dy[i], stateCotangent[i], tangentOut[i]) = (.nan, .nan, .nan) }
    for i in 0..<columns { timeCotangent[i] = .nan }
  }

  /// Calls `body` with the point of the run.
  func at(_ body: (FieldPoint<Scalar>) -> Void) {
    parameters.withUnsafeBufferPointer {
      body(FieldPoint(times: times, state: state, parameters: $0.baseAddress!, columns: columns))
    }
  }

  func evaluate() { at { field.evaluate($0, into: dy, tape: tape) } }

  func vjp() {
    at { field.vjp($0, tape: tape, cotangent: cotangent, state: stateCotangent, time: timeCotangent) }
  }

  func accumulate(weighted: Bool) {
    at { field.accumulateParameterGradient($0, tape: tape, weight: weighted ? weight : nil, into: gradient) }
  }

  func pullBack() {
    at {
      field.pullBack($0, tape: tape, cotangent: cotangent, state: stateCotangent, time: timeCotangent, into: gradient)
    }
  }

  func jvp(withTime: Bool = true) {
    at { field.jvp($0, tape: tape, tangent: tangent, time: withTime ? timeTangent : nil, into: tangentOut) }
  }

  /// Whether the scalars behind the tape are untouched.
  var guardIsWhole: Bool {
    (tapeCount..<tapeCount + guardCount).allSatisfy { tape[$0].isNaN }
  }

  /// One column of an array of state rows, in Double.
  func column(_ array: UnsafeMutablePointer<Scalar>, _ column: Int) -> [Double] {
    (0..<field.stateCount).map { Double(array[$0 * columns + column]) }
  }
}

import Kernels

/// The stages of one step and what each evaluation left on its tape.
///
/// Several buffers form a ring, so that the adjoint finds the most recent steps as the forward solve left them.
struct StageBuffer<Scalar: KernelScalar> {
  /// `K_1 ... K_s`, each with room for all columns.
  let stages: MutableColumnStack<Scalar>
  /// The tape of each stage, one row each; whole cache lines, so that all are aligned.
  private let tapes: MutableColumns<Scalar>
  /// Where the first stage's tape is: here, or where the step before has evaluated it.
  private var first: MutableVector<Scalar>
  /// Which step's stages these are; -1 if no whole step's.
  var stepIndex = -1
  /// How many stages have been evaluated, from the first.
  var evaluated = 0
  /// The step whose last tape serves as the first; -1 if the first stage was evaluated here.
  private(set) var firstTapeIndex = -1

  init(stages count: Int, rows: Int, capacity: Int, tape: Int, in arena: Arena) {
    stages = arena.stack(Scalar.self, count: count, rows: rows, columns: capacity)
    let lanes = Scalar.laneCount
    tapes = arena.columns(Scalar.self, rows: count, columns: (tape + lanes - 1) / lanes * lanes)
    first = tapes.row(0)
  }

  /// Stage `i` in the columns in use.
  func stage(_ i: Int, columns: Int) -> MutableColumns<Scalar> { stages[i].packed(columns: columns) }

  /// What the evaluation of stage `i` left.
  func tape(_ i: Int) -> MutableVector<Scalar> { i == 0 ? first : tapes.row(i) }

  /// This buffer's own tape for the first stage.
  var firstTape: MutableVector<Scalar> { tapes.row(0) }

  /// Lets the first stage be evaluated on this buffer's own tape.
  mutating func ownFirst() {
    first = firstTape
    firstTapeIndex = -1
  }

  /// Lets stage `end` of the step before, `stepIndex`, serve as the first: its tape with it.
  mutating func takeFirst(from buffer: StageBuffer, stage end: Int, stepIndex: Int) {
    first = buffer.tape(end)
    firstTapeIndex = stepIndex
  }
}

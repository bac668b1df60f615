import Kernels

/// The stages of one step and what each evaluation left on its tape.
///
/// Several banks form a ring, so that the adjoint finds the most recent steps as the forward solve left them.
struct StageBank<Scalar: Real> {
  /// `K_1 ... K_s`, `stride` scalars apart.
  let stages: UnsafeMutablePointer<Scalar>
  /// Where each stage's tape is; the first may be the last of the step before.
  private let tapes: UnsafeMutablePointer<UnsafeMutablePointer<Scalar>>
  private let ownFirstTape: UnsafeMutablePointer<Scalar>
  private let tapeCount: Int
  /// Which step's stages these are; -1 if no whole step's.
  var record = -1
  /// How many stages have been evaluated, from the first.
  var evaluated = 0
  /// The step whose last tape serves as the first; -1 if the first stage was evaluated here.
  var firstTapeRecord = -1

  init(stages count: Int, stride: Int, tape: Int, in arena: Arena) {
    stages = arena.take(Scalar.self, count * stride)
    tapes = arena.take(UnsafeMutablePointer<Scalar>.self, count)
    ownFirstTape = arena.take(Scalar.self, tape)
    for i in 0..<count {
      let own = i == 0 ? ownFirstTape : arena.take(Scalar.self, tape)
      if !arena.isCounting { tapes[i] = own }
    }
    tapeCount = tape
  }

  /// What the evaluation of stage `i` left.
  func tape(_ i: Int) -> MutableVector<Scalar> { MutableVector(tapes[i], count: tapeCount) }

  /// This bank's own tape for the first stage.
  var firstTape: MutableVector<Scalar> { MutableVector(ownFirstTape, count: tapeCount) }

  /// Lets the first stage be evaluated on this bank's own tape.
  mutating func ownFirst() {
    tapes[0] = ownFirstTape
    firstTapeRecord = -1
  }

  /// Lets stage `end` of the step before, `record`, serve as the first: its tape with it.
  mutating func takeFirst(from bank: StageBank, stage end: Int, record: Int) {
    tapes[0] = bank.tapes[end]
    firstTapeRecord = record
  }
}

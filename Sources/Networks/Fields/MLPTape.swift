/// The plan of an ``MLPField``'s tape: the first row of each array `[rows, columns]` it holds.
///
/// | array | rows | written by | read by |
/// |---|---|---|---|
/// | input: `y^power`, then the time | input rows (0 when the state itself is the input) | evaluate | parameter gradient |
/// | input slope: `power y^(power - 1)` | state rows (0 when power is 1) | evaluate | vjp, jvp |
/// | per hidden layer: activation `phi(z)` | width | evaluate | next layer, parameter gradient |
/// | per hidden layer: slope `phi'(z)` | width | evaluate | vjp, jvp |
/// | per hidden layer: delta, the cotangent of `z` | width | vjp | parameter gradient |
/// | output delta: the cotangent of `dy` | state rows | vjp | parameter gradient |
/// | two scratch arrays | the widest layer (0 for a linear field of the bare state) | vjp, jvp | same call |
///
/// Nothing that one call reads for another is shared: any number of vjps and jvps may follow an evaluation, and the
/// parameter gradient is that of the last vjp.
struct MLPTape: Sendable, Equatable {
  /// The rows one hidden layer has on the tape.
  struct Layer: Sendable, Equatable {
    let activation: Int
    let slope: Int
    let delta: Int
  }

  let input: Int
  let inputSlope: Int
  let layers: [Layer]
  let outputDelta: Int
  let scratch: Int
  let otherScratch: Int
  /// All rows together.
  let rows: Int

  /// Plans the tape of a field of `stateCount` rows whose hidden layers have the given widths.
  ///
  /// `inputRows` is nil when the state itself is the first layer's input.
  init(stateCount: Int, inputRows: Int?, hasInputSlope: Bool, widths: [Int]) {
    var next = 0
    func take(_ rows: Int) -> Int {
      defer { next += rows }
      return next
    }
    input = take(inputRows ?? 0)
    inputSlope = take(hasInputSlope ? stateCount : 0)
    layers = widths.map { Layer(activation: take($0), slope: take($0), delta: take($0)) }
    outputDelta = take(stateCount)
    let widest = max(inputRows ?? 0, widths.max() ?? 0)
    scratch = take(widest)
    otherScratch = take(widest)
    rows = next
  }
}

/// The plan of an ``MLPField``'s tape.
///
/// The columns of a group go through the field in blocks of a few vectors, so that what one layer writes is still in
/// the cache when the next reads it. Every block has all its arrays `[row, column of the block]` side by side; an array
/// is known by its first row. The tape has three parts: the evaluation's arrays, block by block; two scratch arrays of
/// one block, as high as the widest layer, and one of a linear part, which every call may overwrite; and what
/// ``MLPField/vjp(_:tape:cotangent:state:time:)`` leaves for the parameter gradient, block by block.
///
/// | array | rows | written by | read by |
/// |---|---|---|---|
/// | input: `y^power`, then the time | input rows | evaluate | parameter gradient |
/// | input derivative: `power y^(power - 1)` | state rows (0 when power is 1) | evaluate | vjp, jvp |
/// | per hidden layer: activation `phi(z)` | width | evaluate | next layer, parameter gradient, often vjp and jvp |
/// | per hidden layer: derivative `phi'(z)` | width (0 when it follows from the activation) | evaluate | vjp, jvp |
/// | third part, per hidden layer: delta, the cotangent of `z` | width | vjp | parameter gradient |
/// | third part: output delta, the cotangent of `dy` | state rows | vjp | parameter gradient |
///
/// Nothing that one call reads for another is shared: any number of vjps and jvps may follow an evaluation, and the
/// parameter gradient is that of the last vjp.
struct MLPTape: Sendable, Equatable {
  /// The rows one hidden layer has on the tape.
  struct Layer: Sendable, Equatable {
    let activation: Int
    let derivative: Int
    /// In the third part.
    let delta: Int
  }

  let inputDerivative: Int
  let layers: [Layer]
  /// Rows of the first part.
  let rows: Int
  /// Rows of each scratch array but the linear part's.
  let scratchRows: Int
  /// Rows of the linear part's scratch array; 0 for a field without.
  let linearRows: Int
  /// In the third part.
  let outputDelta: Int
  /// Rows of the third part.
  let deltaRows: Int
  /// Columns of every block but the last, which may have fewer.
  let blockColumns: Int

  /// Plans the tape of a field of `stateCount` rows whose hidden layers have the given widths; the input is its first
  /// array.
  init(
    stateCount: Int, inputRows: Int, hasInputDerivative: Bool, widths: [Int], storesDerivatives: Bool,
    hasLinearPart: Bool,
    blockColumns: Int
  ) {
    inputDerivative = inputRows
    var next = inputRows + (hasInputDerivative ? stateCount : 0)
    var nextDelta = 0
    layers = widths.map { width in
      defer {
        next += storesDerivatives ? 2 * width : width
        nextDelta += width
      }
      return Layer(activation: next, derivative: next + width, delta: nextDelta)
    }
    rows = next
    outputDelta = nextDelta
    deltaRows = nextDelta + stateCount
    scratchRows = max(inputRows, stateCount, widths.max() ?? 0)
    linearRows = hasLinearPart ? stateCount : 0
    self.blockColumns = blockColumns
  }

  /// Scalars of the first two parts.
  func evaluationCount(columns: Int) -> Int {
    rows * columns + (2 * scratchRows + linearRows) * min(columns, blockColumns)
  }

  /// Scalars of all parts.
  func count(columns: Int) -> Int { evaluationCount(columns: columns) + deltaRows * columns }
}

import Kernels

/// A run of neighbouring columns that goes through all layers of an ``MLPField`` before the next run does.
struct MLPBlock<Scalar: KernelScalar> {
  /// The first column.
  let start: Int
  /// How many there are.
  let columns: Int
  /// The columns of the whole group: the pitch of the arrays of a call.
  let pitch: Int
  private let arrays: UnsafeMutablePointer<Scalar>
  private let deltas: UnsafeMutablePointer<Scalar>
  /// Two arrays of the widest layer's rows that any call may overwrite.
  let scratch: UnsafeMutablePointer<Scalar>
  let otherScratch: UnsafeMutablePointer<Scalar>
  /// An array of the state's rows that the linear part of a field may overwrite.
  let linearScratch: UnsafeMutablePointer<Scalar>

  /// Finds the block that starts at a column of a group of `pitch` columns.
  init(at start: Int, of pitch: Int, _ plan: MLPTape, _ memory: UnsafeMutablePointer<Scalar>) {
    self.start = start
    self.pitch = pitch
    columns = min(plan.blockColumns, pitch - start)
    arrays = memory + plan.rows * start
    scratch = memory + plan.rows * pitch
    otherScratch = scratch + plan.scratchRows * columns
    linearScratch = otherScratch + plan.scratchRows * columns
    deltas = memory + plan.evaluationCount(columns: pitch) + plan.deltaRows * start
  }

  /// The first column of the next block.
  var end: Int { start + columns }

  /// An array of the tape's first part.
  func array(_ row: Int) -> UnsafeMutablePointer<Scalar> { arrays + row * columns }

  /// An array of the tape's third part.
  func delta(_ row: Int) -> UnsafeMutablePointer<Scalar> { deltas + row * columns }

  /// The plan to fetch the next block's evaluation, if there is one, while this block goes through products with
  /// `weights` weights in all.
  func prefetchOfNext(_ plan: MLPTape, during weights: Int) -> Prefetch {
    Prefetch(
      arrays + plan.rows * columns, count: plan.rows * min(columns, pitch - end), during: weights * columns)
  }

  /// Copies the block's columns of an array of the call, `[rows, pitch]`, to an array of the block.
  func gather(_ x: UnsafePointer<Scalar>, rows: Int, into out: UnsafeMutablePointer<Scalar>) {
    if columns == pitch { return out.update(from: x, count: rows * columns) }
    for row in 0..<rows { (out + row * columns).update(from: x + (row * pitch + start), count: columns) }
  }

  /// Copies an array of the block to the block's columns of an array of the call, `[rows, pitch]`.
  func scatter(_ x: UnsafePointer<Scalar>, rows: Int, into out: UnsafeMutablePointer<Scalar>) {
    if columns == pitch { return out.update(from: x, count: rows * columns) }
    for row in 0..<rows { (out + (row * pitch + start)).update(from: x + row * columns, count: columns) }
  }
}

/// Predictions and targets of one observation of every column, and which of them were observed.
///
/// Borrows its memory.
public struct LossPoints<Scalar: KernelScalar> {
  /// `[rows, columns]`.
  public var predictions: UnsafePointer<Scalar>
  /// `[rows, columns]`; anything, also NaN, where nothing was observed.
  public var targets: UnsafePointer<Scalar>
  /// `[rows, columns]`: not zero where the target was observed.
  public var mask: UnsafePointer<Scalar>
  /// Observations of each column, `[columns]`; 0 leaves a column out.
  public var counts: UnsafePointer<Int32>
  /// Which observation this is: columns with no more than this many observations are left out.
  public var observation: Int
  /// Rows compared.
  public var rows: Int
  /// How many columns there are: a multiple of the scalar's lane count.
  public var columns: Int

  /// Gathers the parts of a comparison.
  public init(
    predictions: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, mask: UnsafePointer<Scalar>,
    counts: UnsafePointer<Int32>, observation: Int, rows: Int, columns: Int
  ) {
    self.predictions = predictions
    self.targets = targets
    self.mask = mask
    self.counts = counts
    self.observation = observation
    self.rows = rows
    self.columns = columns
  }
}

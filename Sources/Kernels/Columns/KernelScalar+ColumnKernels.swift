/// The kernels that move columns and change precision, written once; each conformance gets its own specialised copy.
extension KernelScalar {
  /// The number of columns that hold `samples` samples: rounded up to whole lanes, at least one lane.
  public static func paddedColumns(_ samples: Int) -> Int {
    (max(1, samples) + laneCount - 1) / laneCount * laneCount
  }

  /// See ``KernelScalar/narrow(_:from:count:)``.
  @inlinable
  public static func narrow(_ out: UnsafeMutablePointer<Self>, from x: UnsafePointer<Double>, count: Int) {
    for i in 0..<count { out[i] = Self(x[i]) }
  }

  /// See ``KernelScalar/narrowSums(_:_:_:count:)``.
  @inlinable
  public static func narrowSums(
    _ out: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int
  ) {
    for i in 0..<count { out[i] = Self(x[i] + y[i]) }
  }

  /// See ``KernelScalar/widen(_:from:count:)``.
  @inlinable
  public static func widen(_ out: UnsafeMutablePointer<Double>, from x: UnsafePointer<Self>, count: Int) {
    for i in 0..<count { out[i] = Double(x[i]) }
  }

  /// See ``KernelScalar/scale(_:by:count:)``.
  @inlinable
  public static func scale(_ x: UnsafeMutablePointer<Self>, by factor: Self, count: Int) {
    for i in 0..<count { x[i] *= factor }
  }

  /// See ``KernelScalar/gatherColumns(_:columns:from:pitch:slots:ids:rows:)``.
  @inlinable
  public static func gatherColumns(
    _ out: UnsafeMutablePointer<Self>, columns: Int, from source: UnsafePointer<Self>, pitch: Int,
    slots: UnsafePointer<Int32>, ids: UnsafePointer<Int32>, rows: Int
  ) {
    for row in 0..<rows {
      let line = out + row * columns
      for column in 0..<columns {
        let slot = Int(slots[column])
        line[column] = slot < 0 ? 0 : source[(slot * rows + row) * pitch + Int(ids[column])]
      }
    }
  }

  /// See ``KernelScalar/scatterColumns(_:pitch:slots:ids:from:columns:rows:)``.
  @inlinable
  public static func scatterColumns(
    _ out: UnsafeMutablePointer<Self>, pitch: Int, slots: UnsafePointer<Int32>, ids: UnsafePointer<Int32>,
    from x: UnsafePointer<Self>, columns: Int, rows: Int
  ) {
    for row in 0..<rows {
      let line = x + row * columns
      for column in 0..<columns {
        let slot = Int(slots[column])
        if slot >= 0 { out[(slot * rows + row) * pitch + Int(ids[column])] = line[column] }
      }
    }
  }

  /// See ``KernelScalar/addColumnDots(_:_:_:rows:columns:)``.
  @inlinable
  public static func addColumnDots(
    _ sums: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        let i = row * columns + column
        sums[column].addProduct(Double(x[i]), Double(y[i]))
      }
    }
  }
}

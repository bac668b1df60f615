extension Array where Element: BitwiseCopyable {
  /// Calls `body` with a view of the values, which must not outlive the call.
  @inlinable
  public func withVector<Result, Failure: Error>(
    _ body: (Vector<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBufferPointer { buffer throws(Failure) in
      try body(buffer.baseAddress.map { Vector($0, count: buffer.count) } ?? .empty)
    }
  }

  /// Calls `body` with a view of the values to be read and written, which must not outlive the call.
  @inlinable
  public mutating func withMutableVector<Result, Failure: Error>(
    _ body: (MutableVector<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutableBufferPointer { buffer throws(Failure) in
      guard let base = buffer.baseAddress else { preconditionFailure("an array without values has no memory") }
      return try body(MutableVector(base, count: buffer.count))
    }
  }
}

import Storage

/// Work on the elements of an array, written once for all number types.
protocol StoredVisitor {
  /// What comes of the work.
  associatedtype Result
  /// Does the work on elements of one type.
  func visit<Value: StoredScalar>(_ type: Value.Type) throws(StorageError) -> Result
}

extension ElementType {
  /// Does the work with the Swift type of these elements; nil for text and unsupported types.
  func accept<Visitor: StoredVisitor>(_ visitor: Visitor) throws(StorageError) -> Visitor.Result? {
    switch self {
    case .float32: try visitor.visit(Float.self)
    case .float64: try visitor.visit(Double.self)
    case .int8: try visitor.visit(Int8.self)
    case .int16: try visitor.visit(Int16.self)
    case .int32: try visitor.visit(Int32.self)
    case .int64: try visitor.visit(Int64.self)
    case .uint8, .boolean: try visitor.visit(UInt8.self)
    case .uint16: try visitor.visit(UInt16.self)
    case .uint32: try visitor.visit(UInt32.self)
    case .uint64: try visitor.visit(UInt64.self)
    case .string, .unsupported: nil
    }
  }
}

/// A Swift number that datasets hold.
public protocol StorageScalar: Sendable, BitwiseCopyable {
  /// Its type in files.
  static var elementType: ElementType { get }
}

extension Float: StorageScalar {
  /// IEEE single precision.
  public static var elementType: ElementType { .float32 }
}

extension Double: StorageScalar {
  /// IEEE double precision.
  public static var elementType: ElementType { .float64 }
}

extension Int8: StorageScalar {
  /// Signed, 8 bits.
  public static var elementType: ElementType { .int8 }
}

extension Int16: StorageScalar {
  /// Signed, 16 bits.
  public static var elementType: ElementType { .int16 }
}

extension Int32: StorageScalar {
  /// Signed, 32 bits.
  public static var elementType: ElementType { .int32 }
}

extension Int64: StorageScalar {
  /// Signed, 64 bits.
  public static var elementType: ElementType { .int64 }
}

extension UInt8: StorageScalar {
  /// Unsigned, 8 bits.
  public static var elementType: ElementType { .uint8 }
}

extension UInt16: StorageScalar {
  /// Unsigned, 16 bits.
  public static var elementType: ElementType { .uint16 }
}

extension UInt32: StorageScalar {
  /// Unsigned, 32 bits.
  public static var elementType: ElementType { .uint32 }
}

extension UInt64: StorageScalar {
  /// Unsigned, 64 bits.
  public static var elementType: ElementType { .uint64 }
}

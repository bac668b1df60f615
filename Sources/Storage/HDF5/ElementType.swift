import CHDF5

/// What one element of a dataset or attribute is.
public enum ElementType: String, Sendable, Equatable {
  case float32, float64
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  /// A one-byte enumeration of FALSE = 0 and TRUE = 1, as h5py and netCDF tools write Boolean arrays; read as `UInt8`.
  case boolean
  /// Text, of fixed or variable length.
  case string
  /// Anything else: compounds, half precision, references, variable-length sequences.
  case unsupported

  /// Bytes of one number; 0 for text and unsupported types.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8, .boolean: 1
    case .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    case .string, .unsupported: 0
    }
  }

  /// The shim's number for a number type; nil for the others.
  var code: Int32? {
    switch self {
    case .float32: Int32(bitPattern: CHDF5_FLOAT32.rawValue)
    case .float64: Int32(bitPattern: CHDF5_FLOAT64.rawValue)
    case .int8: Int32(bitPattern: CHDF5_INT8.rawValue)
    case .int16: Int32(bitPattern: CHDF5_INT16.rawValue)
    case .int32: Int32(bitPattern: CHDF5_INT32.rawValue)
    case .int64: Int32(bitPattern: CHDF5_INT64.rawValue)
    case .uint8: Int32(bitPattern: CHDF5_UINT8.rawValue)
    case .uint16: Int32(bitPattern: CHDF5_UINT16.rawValue)
    case .uint32: Int32(bitPattern: CHDF5_UINT32.rawValue)
    case .uint64: Int32(bitPattern: CHDF5_UINT64.rawValue)
    case .boolean, .string, .unsupported: nil
    }
  }

  private static let numbers: [ElementType] = [
    .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64,
  ]

  /// Classifies an HDF5 type; either byte order counts as the same number type.
  ///
  /// Called inside `HDF5Library.enter`.
  init(hdf5Type type: hid_t) {
    switch H5Tget_class(type) {
    case H5T_STRING: self = .string
    case H5T_ENUM: self = Self.isBoolean(type) ? .boolean : .unsupported
    default:
      self =
        Self.numbers.first { element in
          guard let code = element.code else { return false }
          return H5Tequal(type, chdf5_little_endian(code)) > 0 || H5Tequal(type, chdf5_big_endian(code)) > 0
        } ?? .unsupported
    }
  }

  private static func isBoolean(_ type: hid_t) -> Bool {
    guard H5Tget_size(type) == 1, H5Tget_nmembers(type) == 2 else { return false }
    var value: UInt8 = 0
    return H5Tenum_valueof(type, "FALSE", &value) >= 0 && value == 0
      && H5Tenum_valueof(type, "TRUE", &value) >= 0 && value == 1
  }
}

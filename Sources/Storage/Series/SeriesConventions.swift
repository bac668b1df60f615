/// What netCDF conventions say of an array of a data set: how it is packed, what stands for a missing number, and what
/// its axes are called.
///
/// Readers that follow the conventions, such as xarray, would see other numbers than are stored, or other axes; none
/// may pass for what it is not.
struct SeriesConventions {
  /// What the axes of `/values` are for, and what Pathline and most others call them.
  private static let roles = ["sample", "time", "series"]

  /// Finite numbers that stand for a missing one, by the attributes `_FillValue` and `missing_value`.
  let missingMarks: [Double]
  /// The names of the axes; nil for one without.
  let dimensions: [String?]
  private let dataset: Dataset

  /// Reads the attributes of an array.
  ///
  /// - Throws: A `.data` error where the array is packed, or where an attribute cannot be read.
  init(_ dataset: Dataset) throws(StorageError) {
    self.dataset = dataset
    dimensions = dataset.dimensionNames()
    for (name, neutral) in [("scale_factor", 1.0), ("add_offset", 0)] {
      for value in try Self.numbers(name, dataset) where value != neutral {
        throw StorageError(
          .data, path: dataset.path, object: "\(dataset.name), attribute \(name)",
          problem: "the numbers are packed, with \(name) \(value), and would be taken as they are stored",
          cure: "write them unpacked, as float32 or float64 (with xarray: without \(name) in their encoding)")
      }
    }
    var marks: [Double] = []
    for name in ["_FillValue", "missing_value"] { marks += try Self.numbers(name, dataset) }
    missingMarks = marks.filter(\.isFinite)
  }

  /// Makes sure that no axis of `/values` has the name of another one's role.
  func requireOrder() throws(StorageError) {
    for (axis, name) in dimensions.enumerated() {
      guard let name, let role = Self.roles.firstIndex(of: name), role != axis else { continue }
      throw wrongOrder(Self.roles)
    }
  }

  /// Makes sure that no axis has the name of another axis of `/values`.
  ///
  /// - Parameters:
  ///   - values: what is said of `/values`.
  ///   - axes: the axes of `/values` that the array has.
  func requireOrder(as values: SeriesConventions, axes: Range<Int>) throws(StorageError) {
    for (name, axis) in zip(dimensions, axes) {
      guard let name, name != values.dimensions[axis] else { continue }
      let others = values.dimensions + Self.roles
      guard others.indices.contains(where: { others[$0] == name && $0 % Self.roles.count != axis }) else { continue }
      throw wrongOrder(axes.map { values.dimensions[$0] ?? Self.roles[$0] })
    }
  }

  private func wrongOrder(_ wanted: [String]) -> StorageError {
    let found = dimensions.map { $0 ?? "?" }.joined(separator: ", ")
    let names = wanted.map { "\"\($0)\"" }.joined(separator: ", ")
    return dataset.error(
      "the axes are [\(found)], but must be [\(wanted.joined(separator: ", "))], in this order",
      cure: "transpose the array (with xarray: transpose(\(names)))")
  }

  /// The numbers of an attribute; none where it is missing or text.
  private static func numbers(_ name: String, _ dataset: Dataset) throws(StorageError) -> [Double] {
    guard dataset.attributes.has(name) else { return [] }
    return switch try dataset.attributes.stored(name).value {
    case .double(let value): [value]
    case .doubles(let values): values
    case .integer(let value): [Double(value)]
    case .integers(let values): values.map { Double($0) }
    case .string, .strings, nil: []
    }
  }
}

/// Where the named arrays of a network lie in its flat parameter vector.
///
/// The arrays follow each other without gaps, in the order they were added. The names are what checkpoints and files of
/// initial values use.
public struct ParameterLayout: Sendable, Equatable {
  /// The arrays, in the order of their offsets.
  public private(set) var entries: [ParameterEntry] = []
  /// Length of the flat parameter vector.
  public private(set) var count = 0

  /// Makes a layout without arrays.
  public init() {}

  /// Appends an array behind the last one and returns the index of its first value in the flat vector.
  ///
  /// - Parameters:
  ///   - name: the array's name, unlike every other name of the layout.
  ///   - kind: whether the array is a weight or a bias.
  ///   - shape: its extents, slowest first.
  ///   - fanIn: inputs that feed one output of the layer.
  ///   - fanOut: outputs that one input of the layer feeds.
  public mutating func append(_ name: String, kind: ParameterKind, shape: [Int], fanIn: Int, fanOut: Int) -> Int {
    precondition(self[name] == nil, "two parameter arrays are named \(name)")
    let entry = ParameterEntry(name: name, kind: kind, shape: shape, offset: count, fanIn: fanIn, fanOut: fanOut)
    entries.append(entry)
    count += entry.count
    return entry.offset
  }

  /// The array of a name, or nil if the layout has none.
  public subscript(name: String) -> ParameterEntry? { entries.first { $0.name == name } }
}

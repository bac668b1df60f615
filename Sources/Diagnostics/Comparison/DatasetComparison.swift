import Storage
import Text

/// Compares two arrays: element type, shape, names of the axes and content; not how the files store them.
struct DatasetComparison {
  private(set) var difference: Difference?
  /// Why the content was not compared; nil where it was.
  private(set) var note: String?

  /// Reads and compares them, block by block.
  ///
  /// - Parameter place: the name of the array in messages.
  init(_ a: Dataset, _ b: Dataset, place: String) throws(StorageError) {
    let (left, right) = (try a.layout(), try b.layout())
    if a.elementType != b.elementType {
      difference = .text(place, "elements are \(a.elementType.rawValue)", b.elementType.rawValue)
    } else if a.shape != b.shape {
      difference = .text(place, "the shape is \(a.shape)", "\(b.shape)")
    } else if left.dimensions != right.dimensions || left.isBareDimension != right.isBareDimension {
      difference = .text(place, "the axes are \(Self.names(left))", Self.names(right))
    } else if !left.isBareDimension {
      try compareContent(a, b, place)
    }
  }

  private mutating func compareContent(_ a: Dataset, _ b: Dataset, _ place: String) throws(StorageError) {
    if let numbers = try a.elementType.accept(DifferenceVisitor(a: a, b: b)) {
      guard numbers.count > 0 else { return }
      let lines = numbers.lines(unit: "values") { "\(a.indices(of: $0))" }
      difference = Difference(place, lines, numbers: numbers)
    } else if a.elementType == .string {
      try compareTexts(a, b, place)
    } else {
      try compareBytes(a, b, place)
    }
  }

  private mutating func compareTexts(_ a: Dataset, _ b: Dataset, _ place: String) throws(StorageError) {
    let (left, right) = (try a.readStrings(), try b.readStrings())
    let places = left.indices.filter { !left[$0].utf8.elementsEqual(right[$0].utf8) }
    guard let first = places.first else { return }
    let (one, other) = TextExcerpt.pair(left[first], right[first])
    let range =
      left.count == 1 ? "" : "\(places.count) of \(left.count) texts differ, first at \(a.indices(of: first)): "
    difference = Difference(place, ["\(range)\(one) and \(other)"])
  }

  /// Elements of other types (compounds, half precision) have bytes, but no numbers to measure.
  private mutating func compareBytes(_ a: Dataset, _ b: Dataset, _ place: String) throws(StorageError) {
    var first: Int?
    var isComparable = true
    try a.forEachBlock(ofBytes: StatisticsVisitor.blockBytes) { (offset, count) throws(StorageError) in
      guard let left = try a.readStored(offset: offset, count: count),
        let right = try b.readStored(offset: offset, count: count)
      else {
        isComparable = false
        return
      }
      guard left != right else { return }
      let size = max(1, left.count / count.reduce(1, *))
      let byte = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
      first = min(first ?? .max, a.place(of: byte / size, offset: offset, count: count))
    }
    if let first {
      difference = Difference(place, ["elements differ, first at \(a.indices(of: first))"])
    } else if !isComparable {
      note = "\(place): not compared (elements of variable length)"
    }
  }

  private static func names(_ layout: DatasetLayout) -> String {
    "[" + layout.dimensions.map { $0 ?? "unnamed" }.joined(separator: ", ") + "]"
  }
}

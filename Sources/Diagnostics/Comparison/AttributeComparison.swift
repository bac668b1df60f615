import Storage
import Text

/// Compares the attributes of an object that two files have.
struct AttributeComparison {
  /// Attributes that both objects have and that were compared.
  private(set) var compared = 0
  private(set) var findings = ComparisonFindings()

  /// Reads and compares them.
  ///
  /// - Parameters:
  ///   - a: the attributes of the one object.
  ///   - b: those of the other.
  ///   - place: names an attribute.
  ///   - ignored: names that are not compared, besides those that tie arrays to dimensions.
  init(
    _ a: Attributes, _ b: Attributes, ignoring ignored: Set<String>, place: (String) -> String
  ) throws(StorageError) {
    let skipped = ignored.union(Attributes.dimensionScaleNames)
    let left = try a.all().filter { !skipped.contains($0.name) }
    let right = try b.all().filter { !skipped.contains($0.name) }
    for attribute in left where !right.contains(where: { $0.name == attribute.name }) {
      findings.differences.append(.onlyIn(.a, place(attribute.name)))
    }
    for attribute in right {
      guard let other = left.first(where: { $0.name == attribute.name }) else {
        findings.differences.append(.onlyIn(.b, place(attribute.name)))
        continue
      }
      compare(other, attribute, place(attribute.name))
    }
  }

  private mutating func compare(_ a: StoredAttribute, _ b: StoredAttribute, _ place: String) {
    guard a.elementType == b.elementType, a.shape == b.shape else {
      let (left, right) = ("\(a.elementType.rawValue) \(a.shape)", "\(b.elementType.rawValue) \(b.shape)")
      return findings.differences.append(.text(place, left, right))
    }
    switch (a.value, b.value) {
    case (.strings(let left), .strings(let right)):
      if !left.elementsEqual(right, by: { $0.utf8.elementsEqual($1.utf8) }) {
        findings.differences.append(.text(place, Self.quoted(left), Self.quoted(right)))
      }
    case (.integers(let left), .integers(let right)): compare(left, right, place)
    case (.doubles(let left), .doubles(let right)) where a.elementType == .float32:
      compare(left.map { Float($0) }, right.map { Float($0) }, place)
    case (.doubles(let left), .doubles(let right)): compare(left, right, place)
    default:
      findings.notes.append("\(place): not compared (\(a.elementType.rawValue))")
      return
    }
    compared += 1
  }

  private mutating func compare<Value: StoredScalar>(_ a: [Value], _ b: [Value], _ place: String) {
    var difference = ArrayDifference(total: a.count)
    for index in a.indices { difference.note(a[index], b[index], at: index) }
    guard difference.count > 0 else { return }
    let lines = difference.lines(unit: "values") { "[\($0)]" }
    findings.differences.append(Difference(place, lines, numbers: difference))
  }

  private static func quoted(_ texts: [String]) -> String {
    texts.map { JSON5Value.string($0).writeJSON() }.joined(separator: ", ")
  }
}

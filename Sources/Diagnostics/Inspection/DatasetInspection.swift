import Storage
import Text

/// What one array of a file holds, and whether all of it can be read.
public struct DatasetInspection: Sendable, Equatable {
  /// The absolute path.
  public let path: String
  /// Lengths of its axes, slowest first; empty for a scalar, nil where the array cannot be opened.
  public var shape: [Int]?
  /// What its elements are.
  public var elementType = ElementType.unsupported
  /// Lengths of the blocks it is stored in; nil where it is stored in one piece.
  public var chunkShape: [Int]?
  /// How the file stores it and what it calls its axes.
  public var layout: DatasetLayout?
  /// Its numbers summed up; nil for other elements and where one cannot be read.
  public var statistics: ArrayStatistics?
  /// Why not all of it can be read; nil where all is well.
  public var problem: String?

  /// Reads the whole array, a block at a time.
  ///
  /// - Throws: An `.io` error where the disk fails; what is wrong with the content is noted as the problem.
  init(_ path: String, in file: HDF5File) throws(StorageError) {
    self.path = path
    do throws(StorageError) {
      let dataset = try file.dataset(path)
      shape = dataset.shape
      elementType = dataset.elementType
      chunkShape = dataset.chunkShape
      let layout = try dataset.layout()
      self.layout = layout
      guard !layout.isBareDimension else { return }
      statistics = try elementType.accept(StatisticsVisitor(dataset: dataset))
      guard statistics == nil else { return }
      try dataset.forEachBlock(ofBytes: StatisticsVisitor.blockBytes) { (offset, count) throws(StorageError) in
        _ = try dataset.readStored(offset: offset, count: count)
      }
    } catch {
      guard error.kind == .data else { throw error }
      problem = "\(error.object ?? path): \(error.problem)"
    }
  }
}

extension DatasetInspection {
  /// The headings of the cells below.
  static let headings = ["dataset", "shape", "type", "stored", "bytes", "min", "max", "mean", "NaN"]
  /// The sides of the cells below.
  static let alignments: [TextTable.Alignment] = [
    .left, .left, .left, .left, .right, .right, .right, .right, .right,
  ]

  /// The array as a row of a table.
  var cells: [String] {
    [
      path, shapeText, shape == nil ? "-" : elementType.rawValue, storageText,
      layout.map { ByteCount(bytes: $0.storedBytes).rounded } ?? "-", statistics?.minimum?.short ?? "-",
      statistics?.maximum?.short ?? "-", statistics?.mean.map { NumberText.general($0, 6) } ?? "-", nanText,
    ]
  }

  private var shapeText: String {
    guard let shape else { return "-" }
    if shape.isEmpty { return "scalar" }
    return shape.indices.map { axis in
      (layout?.dimensions[axis].map { "\($0)=" } ?? "") + "\(shape[axis])"
    }.joined(separator: " ")
  }

  private var storageText: String {
    guard let layout else { return "-" }
    let pieces = chunkShape.map { "chunks of " + $0.map(String.init).joined(separator: "x") } ?? "one piece"
    return ([pieces] + layout.filters).joined(separator: ", ")
  }

  private var nanText: String {
    guard let statistics else { return "-" }
    return statistics.infiniteCount > 0
      ? "\(statistics.nanCount) and \(statistics.infiniteCount) infinite" : "\(statistics.nanCount)"
  }
}

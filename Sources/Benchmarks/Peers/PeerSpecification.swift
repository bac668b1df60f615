import Storage
import Text

/// What a workload consists of, as the peers' scripts write it into their file.
struct PeerSpecification: Equatable, Sendable {
  /// The workload's name, such as `W1-spiral`.
  let workload: String
  /// Units of the network from input to output.
  let sizes: [Int]
  /// Tolerances of an adaptive solve.
  let relativeTolerance: Double
  let absoluteTolerance: Double
  /// Windows of a batch.
  let batch: Int
  /// Observations of a window.
  let observations: Int
  /// The learning rate of RMSprop.
  let rate: Double

  /// Reads the attribute `spec` of a file: a JSON object.
  ///
  /// - Throws: A `.data` error where the attribute is no such object.
  init(_ file: HDF5File) throws(StorageError) {
    let text = try file.attributes().string("spec")
    let place = "\(file.path), attribute spec"
    func wrong(_ problem: String) -> StorageError {
      StorageError(
        .data, path: file.path, object: "attribute spec", problem: problem,
        cure: "write the file anew with a script of docs/benchmarks/peers and --export")
    }
    guard let json = try? JSON5Parser.parse(text.utf8, source: place) else { throw wrong("the text is no JSON") }
    func whole(_ key: String) throws(StorageError) -> Int {
      guard let value = json[key]?.wholeNumber, value > 0 else { throw wrong("\(key) is no positive whole number") }
      return value
    }
    func positive(_ value: JSON5Value?, _ key: String) throws(StorageError) -> Double {
      guard let value = value?.numberOrNull, value > 0 else { throw wrong("\(key) is no positive number") }
      return value
    }
    guard case .string(let name)? = json["workload"]?.content else { throw wrong("workload is no text") }
    guard case .array(let elements)? = json["sizes"]?.content else { throw wrong("sizes is no list") }
    workload = name
    sizes = elements.compactMap(\.wholeNumber)
    guard sizes.count == elements.count, sizes.count >= 2, sizes.allSatisfy({ $0 > 0 }), sizes.first == sizes.last
    else { throw wrong("sizes are not those of a vector field") }
    relativeTolerance = try positive(json["rtol"], "rtol")
    absoluteTolerance = try positive(json["atol"], "atol")
    batch = try whole("batch")
    observations = try whole("batch_time")
    guard case .string("rmsprop")? = json["opt"]?["kind"]?.content else { throw wrong("opt.kind is not rmsprop") }
    rate = try positive(json["opt"]?["lr"], "opt.lr")
  }
}

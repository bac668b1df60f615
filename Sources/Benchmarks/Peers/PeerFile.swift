import Storage
import Text

/// A workload as the peers' scripts write it with `--export`: where every program starts from, and what they got.
///
/// | object | content |
/// |---|---|
/// | attribute `spec` | the workload as a JSON object |
/// | `/params0`, attribute `order` | names of the arrays of initial weights, from input to output |
/// | `/params0/NAME` | weights `[out, in]` and biases `[out]` |
/// | `/data/t` | the times of a window |
/// | `/batches/y` | the observed values, `[step, time, window, component]` |
/// | `/results/TAG` | attributes `lib`, `method`, `grad`, `dtype`; `losses` of every step |
struct PeerFile: Sendable {
  /// Where it was read from.
  let path: String
  /// What the workload consists of.
  let specification: PeerSpecification
  /// The times of every window, ascending.
  let times: [Double]
  /// The observed values of the steps asked for, `[step, window, time, component]`.
  let values: [Double]
  /// The initial weights as one flat vector, layer by layer, weights before biases.
  let parameters: [Double]
  /// What the peers got.
  let results: [PeerResult]

  /// Reads what so many steps need.
  ///
  /// - Throws: A `.data` error where something is missing, of the wrong shape or too short; an `.io` error where the
  ///   file cannot be read.
  init(_ path: String, steps: Int) throws(StorageError) {
    let file = try HDF5File.open(path)
    self.path = path
    let specification = try PeerSpecification(file)
    self.specification = specification
    times = try Self.array(file, "/data/t", shape: [specification.observations])
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Self.wrong(file, "/data/t", "the times are not ascending")
    }
    values = try Self.batches(file, specification, steps: steps)
    parameters = try Self.parameters(file, specification)
    var results: [PeerResult] = []
    for name in try file.names(in: "/results") { results.append(try PeerResult(file, group: "/results/" + name)) }
    self.results = results
  }

  private static func batches(
    _ file: HDF5File, _ specification: PeerSpecification, steps: Int
  ) throws(StorageError) -> [Double] {
    let dataset = try file.dataset("/batches/y")
    let (count, windows, series) = (specification.observations, specification.batch, specification.sizes[0])
    guard dataset.shape.count == 4, Array(dataset.shape.dropFirst()) == [count, windows, series] else {
      throw wrong(
        file, "/batches/y", "the shape is \(dataset.shape) instead of [steps, \(count), \(windows), \(series)]")
    }
    guard dataset.shape[0] >= steps else {
      throw StorageError(
        .data, path: file.path, object: "/batches/y",
        problem: "the file has \(dataset.shape[0]) batches, but \(steps) steps are asked for",
        cure: "ask for fewer (--iters, --warmup), or export more")
    }
    var stored = [Double](repeating: 0, count: steps * count * windows * series)
    try stored.withUnsafeMutableBufferPointer { buffer throws(StorageError) in
      try dataset.readConverting(into: buffer, offset: [0, 0, 0, 0], count: [steps, count, windows, series])
    }
    guard stored.allSatisfy(\.isFinite) else { throw wrong(file, "/batches/y", "a value is not a finite number") }
    var values = stored
    for step in 0..<steps {
      for time in 0..<count {
        for window in 0..<windows {
          let from = ((step * count + time) * windows + window) * series
          let to = ((step * windows + window) * count + time) * series
          for component in 0..<series { values[to + component] = stored[from + component] }
        }
      }
    }
    return values
  }

  private static func parameters(
    _ file: HDF5File, _ specification: PeerSpecification
  ) throws(StorageError) -> [Double] {
    let order = try file.attributes(of: "/params0").string("order")
    guard case .array(let elements)? = try? JSON5Parser.parse(order.utf8, source: file.path).content else {
      throw wrong(file, "/params0, attribute order", "the text is no JSON list")
    }
    let names = elements.compactMap { if case .string(let name) = $0.content { name } else { nil } }
    let shapes = zip(specification.sizes, specification.sizes.dropFirst()).flatMap { [[$1, $0], [$1]] }
    guard names.count == shapes.count else {
      throw wrong(file, "/params0, attribute order", "\(names.count) arrays instead of \(shapes.count)")
    }
    var parameters: [Double] = []
    for (name, shape) in zip(names, shapes) { parameters += try array(file, "/params0/" + name, shape: shape) }
    return parameters
  }

  private static func array(_ file: HDF5File, _ name: String, shape: [Int]) throws(StorageError) -> [Double] {
    let dataset = try file.dataset(name)
    guard dataset.shape == shape else { throw wrong(file, name, "the shape is \(dataset.shape) instead of \(shape)") }
    let values = try dataset.readConverting(Double.self)
    guard values.allSatisfy(\.isFinite) else { throw wrong(file, name, "a value is not a finite number") }
    return values
  }

  private static func wrong(_ file: HDF5File, _ object: String, _ problem: String) -> StorageError {
    StorageError(
      .data, path: file.path, object: object, problem: problem,
      cure: "write the file anew with a script of docs/benchmarks/peers and --export")
  }
}

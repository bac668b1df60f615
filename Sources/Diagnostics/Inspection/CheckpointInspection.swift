import Storage
import Text

/// What a checkpoint, or a file of best parameters, says about its run.
public struct CheckpointInspection: Sendable, Equatable {
  /// Updates made when its parameters were.
  public let step: Int
  /// Epochs completed; nil in a file of parameters alone.
  public let epoch: Int?
  /// Items of the running epoch already used; nil in a file of parameters alone.
  public let item: Int?
  /// The number type of the parameters.
  public let precision: String
  /// The key of the run's random numbers.
  public let seed: Int64
  /// The optimiser's kind; nil in a file of parameters alone.
  public let optimizer: String?
  /// The names of the optimiser's buffers.
  public let buffers: [String]
  /// The step of the best evaluation; nil before there is one.
  public let bestStep: Int?
  /// The loss of the best evaluation.
  public let bestLoss: Double?
  /// The named parameters and their shapes.
  public let layers: [Layer]

  /// One array of parameters.
  public struct Layer: Sendable, Equatable {
    /// Its name, such as `layer0.weight`.
    public let name: String
    /// Lengths of its axes.
    public let shape: [Int]
    /// How many parameters it holds.
    public var count: Int { shape.reduce(1, *) }
  }

  /// Reads what the file says about itself.
  ///
  /// - Throws: A `.data` error where something is missing, or where the digest of the job is not that of its text.
  init(_ file: HDF5File) throws(StorageError) {
    let attributes = try file.attributes()
    func whole(_ name: String) throws(StorageError) -> Int? {
      attributes.has(name) ? Int(try attributes.integer(name)) : nil
    }
    step = Int(try attributes.integer("step"))
    (epoch, item) = (try whole("epoch"), try whole("item"))
    precision = try attributes.string("precision")
    seed = try attributes.integer("seed")
    optimizer = attributes.has("optimizer") ? try attributes.string("optimizer") : nil
    buffers = file.hasGroup("/optimizer") ? try file.names(in: "/optimizer") : []
    bestLoss = attributes.has("best_loss") ? try attributes.double("best_loss") : nil
    // A file of best parameters is itself the best step.
    bestStep = try whole("best_step") ?? (bestLoss == nil ? nil : step)
    layers = try file.names(in: "/parameters").map { (name) throws(StorageError) in
      Layer(name: name, shape: try file.dataset("/parameters/\(name)").shape)
    }
    var job = try file.dataset("/job").readStrings().joined()
    let digest = job.withUTF8 { SHA256.hex(of: UnsafeRawBufferPointer($0)) }
    guard try attributes.string("job_sha256") == digest else {
      throw StorageError(
        .data, path: file.path, object: "/, attribute job_sha256",
        problem: "the digest is not that of the text in /job: one of them was edited", cure: "use another checkpoint")
    }
  }

  /// Parameters of all layers.
  public var parameterCount: Int { layers.map(\.count).reduce(0, +) }

  /// The checkpoint in words.
  var facts: [(name: String, value: String)] {
    var facts = [("step", "\(step)")]
    if let epoch, let item { facts.append(("position", "epoch \(epoch), item \(item)")) }
    if let bestStep, let bestLoss {
      facts.append(("best", "loss \(NumberText.shortest(bestLoss)) at step \(bestStep)"))
    } else {
      facts.append(("best", "no evaluation yet"))
    }
    facts.append(("parameters", "\(parameterCount) of \(precision)"))
    if let optimizer {
      facts.append(("optimizer", optimizer + (buffers.isEmpty ? "" : ": \(buffers.joined(separator: ", "))")))
    }
    facts.append(("seed", "\(seed)"))
    return facts
  }
}

import Host
import Jobs
import Kernels
import Messaging
import Networks
import Storage

/// The parameters training starts from: drawn by the seed, or read by name from a file.
enum InitialParameters {
  /// Fills a parameter vector as the job asks.
  ///
  /// - Throws: A `.data` or `.io` error where the job's file of parameters cannot be used.
  static func fill<Scalar: TrainingScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, layout: ParameterLayout, job: Job
  ) throws(PathlineError) {
    if let path = job.field.parameters {
      try SealCheck.refuseBroken(path)
      return try read(path, into: parameters, layout)
    }
    job.field.initialization.fill(parameters, layout: layout, scale: job.field.scale, seed: job.seed)
    guard let rate = job.field.linear else { return }
    for entry in layout.entries where entry.kind == .rate {
      for row in 0..<entry.fanIn { parameters[entry.offset + row * (entry.fanIn + 1)] = Scalar(rate) }
    }
  }

  /// Makes sure that all ranks start from the same parameters; a collective call.
  static func requireSame<Scalar: TrainingScalar>(
    _ parameters: UnsafePointer<Scalar>, layout: ParameterLayout, job: Job, _ communicator: Communicator
  ) throws(PathlineError) {
    guard let path = job.field.parameters else { return }
    let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(start: parameters, count: layout.count))
    try Collective.requireSame(String(XXHash64.hash(bytes, seed: 0)), communicator) { _, owner in
      PathlineError(
        .data, "\(path): the parameters are not those of \(owner); give all hosts the same field.parameters.")
    }
  }

  /// Reads the arrays of a layout from `/parameters` or, without that group, from the root of a file.
  private static func read<Scalar: TrainingScalar>(
    _ path: String, into parameters: UnsafeMutablePointer<Scalar>, _ layout: ParameterLayout
  ) throws(PathlineError) {
    try storing { () throws(StorageError) in
      let file = try HDF5File.open(path)
      let group = file.hasGroup("/parameters") ? "/parameters/" : "/"
      for entry in layout.entries {
        let dataset = try file.dataset(group + entry.name)
        guard dataset.shape == entry.shape else {
          throw StorageError(
            .data, path: path, object: group + entry.name,
            problem: "the shape is \(dataset.shape), but the job's network needs \(entry.shape)",
            cure: "use the field settings the parameters were made with")
        }
        try dataset.readConverting(
          into: UnsafeMutableBufferPointer(start: parameters + entry.offset, count: entry.count),
          offset: entry.shape.map { _ in 0 }, count: entry.shape)
      }
    }
    guard Scalar.allFinite(parameters, count: layout.count) else {
      throw PathlineError(
        .data, "\(path): a parameter is not a finite \(Scalar.typeName); use another field.parameters.")
    }
  }
}

import Glibc
import Host
import Jobs
import Kernels
import Models
import Networks
import Storage
import Text
import Training

/// Measures checkpoints and data sets, next to what the operating system takes for as many bytes.
public enum FileBenchmark {
  /// Widths of the two hidden layers whose checkpoints are written: about ten thousand parameters and a million.
  private static let widths = [100, 1000]
  /// The data set: samples, observations of each, series of each observation.
  private static let data = (samples: 64, observations: 2000, series: 4)
  private static let repetitions = 5

  /// Measures in a directory, and leaves nothing there.
  ///
  /// - Throws: An `.io` error where the directory does not take the files.
  public static func run(directory: String) throws(PathlineError) -> BenchmarkTable {
    var table = BenchmarkTable(
      title: "io",
      note:
        "Medians of \(repetitions), milliseconds. Checkpoints are written, synced, read back, compared and renamed, "
        + "next to\nwrite and fsync of as many bytes; read ones are checked byte by byte, next to reading them. "
        + "Windows are read\nat random, next to pread of the same places. What was just written is read from the "
        + "system's memory.",
      columns: [
        ("what", "what"), ("bytes", "bytes"), ("ms", "ms"), ("raw_ms", "raw ms"), ("ratio", "ratio"),
        ("per_second", "MB/s"),
      ])
    let stem = FilePath.join(directory, "pathline-bench-\(getpid())")
    do throws(PathlineError) {
      for width in widths { try measureCheckpoint(width, stem, into: &table) }
      try measureData(stem, into: &table)
    } catch {
      try? remove(stem)
      throw error
    }
    try remove(stem)
    return table
  }

  private static func remove(_ stem: String) throws(PathlineError) {
    for suffix in [".h5", ".raw"] { try RunFiles.remove(stem + suffix) }
  }

  private static func measureCheckpoint(
    _ width: Int, _ stem: String, into table: inout BenchmarkTable
  ) throws(PathlineError) {
    let field = MLPField<Float>(stateCount: 2, hidden: [width, width], activation: .tanh)
    let optimizer = JobOptimizer().rule(decay: 0)
    let state = RunState<Float>(layout: field.layout, optimizer: optimizer)
    Initialization.glorot.fill(state.parameters, layout: field.layout, scale: 1, seed: 0)
    let identity = CheckpointIdentity(
      job: "{}\n", title: nil, seed: 0, data: "", seriesNames: nil, optimizer: JobOptimizer().kind.rawValue)
    let path = stem + ".h5"
    var bytes: [UInt8] = []
    let raw = RawFile(path: stem + ".raw")
    let (write, rawWrite) = try interleaved { () throws(PathlineError) in
      bytes = try CheckpointWriter.checkpoint(state, of: identity)
      try storing { () throws(StorageError) in try AtomicFile.publish(bytes, to: path) }
    } raw: { () throws(PathlineError) in
      try raw.write(bytes)
    }
    let restored = RunState<Float>(layout: field.layout, optimizer: optimizer)
    let (read, rawRead) = try interleaved { () throws(PathlineError) in
      let stored = try storing { () throws(StorageError) in try FileSystem.readWhole(path) }
      try CheckpointFile(bytes: stored, path: path).restore(restored)
    } raw: { () throws(PathlineError) in
      try raw.read([0], size: bytes.count)
    }
    let name = "\(field.parameterCount) parameters"
    table.add(row("checkpoint written, \(name)", bytes.count, write, rawWrite))
    table.add(row("checkpoint read, \(name)", bytes.count, read, rawRead))
  }

  private static func measureData(_ stem: String, into table: inout BenchmarkTable) throws(PathlineError) {
    let (samples, observations, series) = data
    let values = (0..<samples * observations * series).map { Float(sin(Double($0))) }
    let path = stem + ".h5"
    try storing { () throws(StorageError) in
      try SeriesFileWriter(
        values: values, sampleCount: samples, timeCount: observations, seriesCount: series,
        times: .shared((0..<observations).map(Double.init))
      ).publish(to: path)
    }
    let raw = RawFile(path: stem + ".raw")
    try raw.write(values.withUnsafeBytes { Array($0) })
    for length in [10, 100, observations] {
      let items = (0..<256).map { index in
        SolveItem(
          sample: (index * 37) % samples, start: (index * 7919) % (observations - length + 1), length: length)
      }
      let group = SeriesGroup<Float>(series: series, samples: items.count, observations: length)
      let size = length * series * MemoryLayout<Float>.stride
      let offsets = items.map { ($0.sample * observations + $0.start) * series * MemoryLayout<Float>.stride }
      let (read, rawRead) = try interleaved { () throws(PathlineError) in
        let file = try storing { () throws(StorageError) in
          try SeriesFile.open(path, cacheBytes: JobData(file: path).cache.bytes)
        }
        try SeriesFeed(file: file, scale: nil, shiftTime: true).fill(group, with: items[...])
      } raw: { () throws(PathlineError) in
        try raw.read(offsets, size: size)
      }
      table.add(
        row("data set opened, \(items.count) windows of \(length) read", items.count * size, read, rawRead))
    }
  }

  /// The median seconds of a piece of work and of its raw counterpart, done in turn.
  private static func interleaved(
    _ work: () throws(PathlineError) -> Void, raw: () throws(PathlineError) -> Void
  ) throws(PathlineError) -> (work: Double, raw: Double) {
    var times: (work: [Double], raw: [Double]) = ([], [])
    for _ in 0..<repetitions {
      let start = Stopwatch.now()
      try work()
      let middle = Stopwatch.now()
      try raw()
      times.work.append(Double(middle - start) * 1e-9)
      times.raw.append(Double(Stopwatch.now() - middle) * 1e-9)
    }
    return (SampleSummary(times.work).median, SampleSummary(times.raw).median)
  }

  private static func row(_ what: String, _ bytes: Int, _ seconds: Double, _ raw: Double) -> [BenchmarkTable.Cell] {
    [
      .word(what), .count(bytes), .figure(seconds * 1e3), .figure(raw * 1e3), .figure(seconds / raw),
      .figure(Double(bytes) * 1e-6 / seconds),
    ]
  }
}

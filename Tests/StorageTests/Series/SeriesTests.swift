import Foundation
import Storage
import TestSupport
import Testing

@Suite struct SeriesTests {
  /// 7 samples at 5 shared times, 2 series: value 100 sample + 10 step + series.
  static func shared() -> SeriesFileWriter<Float> {
    let values = (0..<70).map { (index: Int) -> Float in
      let (sample, step, series) = (index / 10, index / 2 % 5, index % 2)
      return Float(100 * sample + 10 * step + series)
    }
    var writer = SeriesFileWriter(
      values: values, sampleCount: 7, timeCount: 5, seriesCount: 2, times: .shared((0..<5).map { Double($0) / 2 }))
    writer.names = ["x", "v"]
    writer.title = "counts"
    writer.source = "a formula"
    return writer
  }

  /// 4 samples of 6, 1, 4 and 5 observations at own times, 3 series, with gaps; garbage where nothing is observed.
  static func ragged() -> SeriesFileWriter<Double> {
    let lengths = [6, 1, 4, 5]
    var values: [Double] = []
    var mask: [UInt8] = []
    var times: [Double] = []
    for sample in 0..<4 {
      for step in 0..<6 {
        times.append(step < lengths[sample] ? time(sample, step) : -.infinity)
        for series in 0..<3 {
          let isSeen = isObserved(sample, step, series)
          mask.append(isSeen ? 1 : 0)
          values.append(isSeen && step < lengths[sample] ? value(sample, step, series) : .infinity)
        }
      }
    }
    var writer = SeriesFileWriter(
      values: values, sampleCount: 4, timeCount: 6, seriesCount: 3, times: .perSample(times))
    writer.lengths = lengths
    writer.mask = mask
    writer.timeUnit = "s"
    return writer
  }

  static func time(_ sample: Int, _ step: Int) -> Double { Double(3 * sample) + 0.125 * Double(step * step) }
  static func value(_ sample: Int, _ step: Int, _ series: Int) -> Double {
    Double(sample) - 0.25 * Double(step) + Double(7 * series)
  }
  static func isObserved(_ sample: Int, _ step: Int, _ series: Int) -> Bool {
    (sample + 2 * step + series) % 4 != 3 || step == 0
  }

  /// A window of a sample.
  static func window(
    _ file: SeriesFile, _ sample: Int, _ start: Int, _ count: Int
  ) throws -> (times: [Double], values: [Double], mask: [UInt8]) {
    var times = [Double](repeating: .nan, count: count)
    var values = [Double](repeating: .nan, count: count * file.seriesCount)
    var mask = [UInt8](repeating: 9, count: count * file.seriesCount)
    try file.read(sample: sample, start: start, count: count, times: &times, values: &values, mask: &mask)
    return (times, values, mask)
  }

  // A budget of 0 reads windows, small ones a few samples at a time, large ones everything.
  @Test("Shared times read back", arguments: [0, 100, 300, 1 << 20]) func sharedTimesReadBack(_ budget: Int) throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    try Self.shared().publish(to: path)
    #expect(try Seal.verify(path: path) == .intact)
    let file = try SeriesFile.open(path, cacheBytes: budget)
    #expect(file.sampleCount == 7 && file.timeCount == 5 && file.seriesCount == 2)
    #expect(file.seriesNames == ["x", "v"] && file.elementType == .float32 && !file.hasMask)
    #expect(file.sharedTimes == [0, 0.5, 1, 1.5, 2])
    #expect(!file.isInMemory)
    for sample in [3, 0, 6, 3, 5, 1, 2, 4] {
      #expect(file.length(of: sample) == 5)
      file.willRead(sample)
      for start in 0..<5 {
        for count in 0...(5 - start) {
          let (times, values, mask) = try Self.window(file, sample, start, count)
          #expect(times == (start..<start + count).map { Double($0) / 2 })
          let wanted = (start..<start + count).flatMap { step in
            (0..<2).map { Double(100 * sample + 10 * step + $0) }
          }
          #expect(values == wanted)
          #expect(mask == Array(repeating: 1, count: 2 * count))
        }
      }
    }
    // Seven samples of ten numbers in single precision.
    #expect(file.isInMemory == (budget >= 280))
  }

  @Test("Ragged samples read back", arguments: [0, 250, 1 << 20]) func raggedSamplesReadBack(_ budget: Int) throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    try Self.ragged().publish(to: path)
    let file = try SeriesFile.open(path, cacheBytes: budget)
    #expect(file.sharedTimes == nil && file.hasMask && file.elementType == .float64)
    #expect(file.seriesNames == ["series 0", "series 1", "series 2"])
    #expect((0..<4).map { file.length(of: $0) } == [6, 1, 4, 5])
    for sample in [2, 1, 0, 3, 2] {
      let length = file.length(of: sample)
      for start in 0..<length {
        let (times, values, mask) = try Self.window(file, sample, start, length - start)
        #expect(times == (start..<length).map { Self.time(sample, $0) })
        for step in start..<length {
          for series in 0..<3 {
            let isObserved = Self.isObserved(sample, step, series)
            #expect(mask[(step - start) * 3 + series] == (isObserved ? 1 : 0))
            #expect(values[(step - start) * 3 + series] == (isObserved ? Self.value(sample, step, series) : 0))
          }
        }
      }
    }
  }

  @Test("A file is reproducible") func aFileIsReproducible() throws {
    let scratch = Scratch()
    try Self.ragged().publish(to: scratch.file("a.h5"))
    try Self.ragged().publish(to: scratch.file("b.h5"))
    let isSame = try FileSystem.readWhole(scratch.file("a.h5")) == FileSystem.readWhole(scratch.file("b.h5"))
    #expect(isSame)
  }

  @Test("What fits is read from the disk once") func whatFitsIsReadFromTheDiskOnce() throws {
    let scratch = Scratch()
    // Several chunks and blocks, and more than HDF5 itself keeps; every value is its own index.
    let values = (0..<3000 * 100 * 3).map { Float($0) }
    let path = scratch.file("a.h5")
    try SeriesFileWriter(
      values: values, sampleCount: 3000, timeCount: 100, seriesCount: 3, times: .shared((0..<100).map { Double($0) })
    ).publish(to: path)
    let fitting = try SeriesFile.open(path, cacheBytes: values.count * 4)
    let streaming = try SeriesFile.open(path, cacheBytes: values.count * 2)
    for sample in 0..<3000 {
      #expect(try Self.window(fitting, sample, 0, 100).values[0] == Double(sample * 300))
      #expect(try Self.window(streaming, sample, 99, 1).values == (297..<300).map { Double(sample * 300 + $0) })
    }
    // Whoever reads the file again now meets garbage.
    let size = try FileSystem.readWhole(path).count
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: Data(repeating: 0xFF, count: size))
    try handle.close()
    for sample in (0..<3000).reversed() {
      #expect(try Self.window(fitting, sample, 50, 1).values[1] == Double(sample * 300 + 151))
    }
    #expect(throws: StorageError.self) { for sample in 0..<3000 { _ = try Self.window(streaming, sample, 0, 1) } }
  }

  @Test("Writing refuses what reading would") func writingRefusesWhatReadingWould() throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    var cases: [(SeriesFileWriter<Double>, String)] = []
    func add(_ object: String, _ change: (inout SeriesFileWriter<Double>) -> Void) {
      var writer = Self.ragged()
      change(&writer)
      cases.append((writer, object))
    }
    add("/values") { $0.values.removeLast() }
    add("/values") { $0.sampleCount = 0 }
    add("/mask") { $0.mask!.append(1) }
    add("/mask, sample 2, step 1, series 2") { $0.mask![(2 * 6 + 1) * 3 + 2] = 2 }
    add("/length") { $0.lengths!.removeLast() }
    add("/length, sample 3") { $0.lengths![3] = 7 }
    add("/length, sample 1") { $0.lengths![1] = 0 }
    add("/times") { $0.times = .perSample([0]) }
    add("/time") { $0.times = .shared([0, 1]) }
    add("/time, step 3") { $0.times = .shared([0, 1, 2, 2, 3, 4]) }
    add("/time, step 2") { $0.times = .shared([0, -1, 2, -3, -4, -5]) }
    add("/time, step 0") { $0.times = .shared([.nan, 1, 2, 3, 4, 5]) }
    add("/time, step 5") { $0.times = .shared([0, 1, 2, 3, 4, .infinity]) }
    add("/values, sample 0, step 4, series 1") { $0.values[4 * 3 + 1] = .nan }
    add("/values, attribute names") { $0.names = ["a"] }
    for (writer, object) in cases {
      let error = #expect(throws: StorageError.self, "\(object)") { try writer.publish(to: path) }
      #expect(error?.kind == .data && error?.path == path && error?.object == object)
    }
    #expect(scratch.names == [])
  }

  /// Writes `/values` [4, 3, 2] of `float64`, whose value is its index, with whatever else `add` puts beside.
  private static func foreign(_ path: String, _ add: (HDF5Image, inout [Double]) throws -> Void) throws {
    let image = try HDF5Image()
    for (name, length) in [("sample", 4), ("step", 3), ("series", 2)] {
      try image.addDimension(name, length: length)
    }
    var values = (0..<24).map { Double($0) }
    try add(image, &values)
    try image.addDataset("values", dimensions: ["sample", "step", "series"], values: values)
    try AtomicFile.publish(try image.bytes(), to: path)
  }

  @Test("Bad content is found where it is used", arguments: [0, 1 << 20]) func badContentIsFoundWhereItIsUsed(
    _ budget: Int
  ) throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    var times = [0, 1, 2, 0, 1, 2, 5, 4, 3, 0, 1, 2].map { Double($0) }
    func failure(_ sample: Int) throws -> StorageError? {
      let file = try SeriesFile.open(path, cacheBytes: budget)
      for other in 0..<4 where other != sample { _ = try Self.window(file, other, 0, 3) }
      let error = #expect(throws: StorageError.self) { try Self.window(file, sample, 0, 3) }
      // It stays an error.
      #expect(throws: StorageError.self) { try Self.window(file, sample, 0, 3) }
      #expect(error?.kind == .data && error?.path == path)
      return error
    }
    try Self.foreign(path) { image, values in
      values[2 * 6 + 2 * 2 + 1] = .infinity
      try image.addDataset("times", dimensions: ["sample", "step"], values: times)
    }
    #expect(try failure(2)?.object == "/values, sample 2, step 2, series 1")
    times[10] = 0
    try Self.foreign(path) { image, _ in try image.addDataset("times", dimensions: ["sample", "step"], values: times) }
    #expect(try failure(3)?.object == "/times, sample 3, step 1")
    times[10] = .nan
    try Self.foreign(path) { image, _ in try image.addDataset("times", dimensions: ["sample", "step"], values: times) }
    #expect(try failure(3)?.object == "/times, sample 3, step 1")
    times[10] = 1
    var mask = [UInt8](repeating: 1, count: 24)
    mask[6] = 3
    try Self.foreign(path) { image, _ in
      try image.addDataset("times", dimensions: ["sample", "step"], values: times)
      try image.addDataset("mask", dimensions: ["sample", "step", "series"], values: mask)
    }
    #expect(try failure(1)?.object == "/mask, sample 1, step 0, series 0")
  }

  @Test("Bad layouts are refused on opening") func badLayoutsAreRefusedOnOpening() throws {
    let scratch = Scratch()
    let path = scratch.file("a.h5")
    let good: [Double] = [0, 1, 2]
    let cases: [(String, (HDF5Image, inout [Double]) throws -> Void)] = [
      ("/time", { _, _ in }),
      ("/time", { image, _ in try image.addDimension("time", length: 3) }),
      ("/time", { image, _ in try image.addCoordinate("time", values: [0.0, 1]) }),
      ("/time", { image, _ in try image.addCoordinate("time", values: [Int64(0), 1, 2]) }),
      ("/time, step 2", { image, _ in try image.addCoordinate("time", values: [0.0, 1, 1]) }),
      ("/times", { image, _ in try image.addDataset("times", dimensions: ["step"], values: good) }),
      (
        "/mask",
        { image, _ in
          try image.addCoordinate("time", values: good)
          try image.addDataset("mask", dimensions: ["sample", "step"], values: [UInt8](repeating: 1, count: 12))
        }
      ),
      (
        "/mask",
        { image, _ in
          try image.addCoordinate("time", values: good)
          try image.addDataset(
            "mask", dimensions: ["sample", "step", "series"], values: [Double](repeating: 1, count: 24))
        }
      ),
      (
        "/length",
        { image, _ in
          try image.addCoordinate("time", values: good)
          try image.addDataset("length", dimensions: ["sample"], values: [Int32](repeating: 1, count: 4))
        }
      ),
      (
        "/length, sample 2",
        { image, _ in
          try image.addCoordinate("time", values: good)
          try image.addDataset("length", dimensions: ["sample"], values: [Int64(3), 1, 4, 2])
        }
      ),
      (
        "/, attribute pathline_kind",
        { image, _ in
          try image.addCoordinate("time", values: good)
          try image.setAttribute("pathline_kind", "checkpoint")
        }
      ),
    ]
    for (object, add) in cases {
      try Self.foreign(path, add)
      let error = #expect(throws: StorageError.self, "\(object)") { try SeriesFile.open(path, cacheBytes: 1000) }
      #expect(error?.kind == .data && error?.path == path && error?.object == object, "\(error?.description ?? "")")
    }
    let image = try HDF5Image()
    try image.addDimension("n", length: 2)
    try image.addDataset("values", dimensions: ["n", "n"], values: [0.0, 1, 2, 3])
    try image.publish(to: path)
    #expect(#expect(throws: StorageError.self) { try SeriesFile.open(path, cacheBytes: 0) }?.object == "/values")
    try HDF5Image().publish(to: path)
    #expect(#expect(throws: StorageError.self) { try SeriesFile.open(path, cacheBytes: 0) }?.object == "/values")
  }
}

extension SeriesTests {
  /// HDF5 itself reads zeros behind the end of a file, whose checksum is right.
  @Test("A file that is cut while it is read is an error, never zeros", arguments: [1, 1 << 10])
  func cutWhileRead(cacheBytes: Int) throws {
    let scratch = Scratch()
    let path = scratch.file("cut.h5")
    var writer = SeriesFileWriter(
      values: (0..<200_000).map { Float($0) + 1 }, sampleCount: 200, timeCount: 500, seriesCount: 2,
      times: .shared((0..<500).map { Double($0) }))
    writer.names = ["x", "y"]
    try writer.publish(to: path)
    let file = try SeriesFile.open(path, cacheBytes: cacheBytes)
    #expect(try Self.window(file, 0, 0, 1).values == [1, 2])
    truncate(path, 300_000)
    let error = #expect(throws: StorageError.self) { try Self.window(file, 199, 0, 500) }
    #expect(error?.kind == .data && error?.problem.contains("cut from") == true)
    // One that another replaces under its name stays as it was.
    try writer.publish(to: path)
    let whole = try SeriesFile.open(path, cacheBytes: cacheBytes)
    try Self.shared().publish(to: path)
    #expect(try Self.window(whole, 199, 499, 1).values == [199_999, 200_000])
  }
}

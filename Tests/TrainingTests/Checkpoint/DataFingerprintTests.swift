import Foundation
import Jobs
import Storage
import Testing
import Text
import TrainingSupport

@testable import Training

/// What makes two data sets the same, and what does not.
@Suite struct DataFingerprintTests {
  /// 5 samples of 4 observations of 2 series.
  private static func write<Value: StorageScalar>(
    _ type: Value.Type, _ change: (inout SeriesFileWriter<Value>) -> Void = { _ in }
  ) throws -> String {
    var writer = SeriesFileWriter(
      values: (0..<40).map { Value($0) / 4 }, sampleCount: 5, timeCount: 4, seriesCount: 2,
      times: .perSample((0..<20).map { Double($0) }))
    writer.mask = [UInt8](repeating: 1, count: 40)
    writer.mask?[11] = 0
    writer.lengths = [4, 3, 4, 4, 2]
    writer.names = ["x", "y"]
    change(&writer)
    let path = FileManager.default.temporaryDirectory.appending(path: "fingerprint-\(UUID().uuidString).h5").path()
    try writer.publish(to: path)
    return path
  }

  private static func fingerprint(_ path: String, cache: Int = 1 << 20) throws -> String {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.data.file = path
    job.data.cache = ByteCount(bytes: cache)
    job.data.window = nil
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    return try DataReview.run(setup, SeriesVariation(setup.feed, ranks: 1), .silent)
  }

  @Test("One number anywhere, a mask, a time, a length, a name or the order of samples makes another data set")
  func differences() throws {
    var seen: Set<String> = [try Self.fingerprint(try Self.write(Double.self))]
    var count = 1
    func expectNew(_ what: String, _ change: (inout SeriesFileWriter<Double>) -> Void) throws {
      seen.insert(try Self.fingerprint(try Self.write(Double.self, change)))
      count += 1
      #expect(seen.count == count, "\(what)")
    }
    // Place 11 is missing; 14, 15 and 36 to 39 lie behind the ends of their samples.
    for place in Set(0..<40).subtracting([11, 14, 15, 36, 37, 38, 39]).sorted() {
      try expectNew("value \(place)") { $0.values[place] = $0.values[place].nextUp }
    }
    for sample in 0..<5 { try expectNew("time of \(sample)") { $0.times = Self.moved($0.times, 4 * sample + 1) } }
    try expectNew("mask") { $0.mask?[20 + 3] = 0 }
    try expectNew("length") { $0.lengths?[2] = 3 }
    try expectNew("names") { $0.names = ["x", "z"] }
    try expectNew("order of samples") { writer in
      for place in 0..<8 { writer.values.swapAt(16 + place, 24 + place) }
    }
  }

  private static func moved(_ times: SeriesTimes, _ place: Int) -> SeriesTimes {
    guard case .perSample(var own) = times else { return times }
    own[place] += 0.25
    return .perSample(own)
  }

  @Test("What no run can see makes no difference: number type and memory")
  func equalities() throws {
    let reference = try Self.fingerprint(try Self.write(Double.self))
    // Quarters are exact in both types.
    #expect(try Self.fingerprint(try Self.write(Float.self)) == reference)
    for cache in [1, 100, 400] { #expect(try Self.fingerprint(try Self.write(Double.self), cache: cache) == reference) }
  }

  @Test("Samples may be added in any order")
  func anyOrder() throws {
    let fixture = try TrainingFixture()
    let file = try SeriesFile.open(fixture.data, cacheBytes: 1 << 20)
    func text(_ samples: [Int]) throws -> String {
      var fingerprint = DataFingerprint()
      let feed = SeriesFeed<Float>(file: file, scale: nil, shiftTime: true)
      for sample in samples {
        try feed.readWhole(sample, startsSolve: true) { times, values, mask in
          fingerprint.add(sample: sample, times: times, values: values, mask: mask)
        }
      }
      return try fingerprint.text(of: file, DataCopies(fixture.data, fixture.communicator), fixture.communicator)
    }
    #expect(try text(Array(0..<12)) == text([5, 11, 0, 7, 1, 2, 10, 9, 3, 8, 4, 6]))
    #expect(try text(Array(0..<12)) != text(Array(0..<11)))
  }
}

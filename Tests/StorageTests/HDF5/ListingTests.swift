import TestSupport
import Testing

@testable import Storage

@Suite struct ListingTests {
  @Test("Blocks are whole chunks within the limit") func blocksAreWholeChunksWithinTheLimit() {
    var generator = SplitMix(seed: 2)
    for _ in 0..<500 {
      let rank = Int.random(in: 1...3, using: &generator)
      let shape = (0..<rank).map { _ in Int.random(in: 1...9, using: &generator) }
      let chunk = Bool.random(using: &generator) ? shape.map { Int.random(in: 1...$0 + 1, using: &generator) } : nil
      let limit = Int.random(in: 1...500, using: &generator)
      let lengths = Dataset.blockLengths(of: shape, chunk: chunk, elementBytes: 4, limit: limit)
      for axis in shape.indices {
        let unit = min(chunk?[axis] ?? 1, shape[axis])
        #expect(lengths[axis] == shape[axis] || lengths[axis] % unit == 0)
        #expect((1...shape[axis]).contains(lengths[axis]))
      }
      let smallest = shape.indices.map { min(chunk?[$0] ?? 1, shape[$0]) }.reduce(4, *)
      #expect(lengths.reduce(4, *) <= max(limit, smallest), "\(shape) \(chunk ?? []) \(limit)")
    }
    // As large as the limit allows: whole rows of the last axes first.
    #expect(Dataset.blockLengths(of: [10, 6, 5], chunk: nil, elementBytes: 1, limit: 65) == [2, 6, 5])
    #expect(Dataset.blockLengths(of: [10, 6, 5], chunk: nil, elementBytes: 1, limit: 12) == [1, 2, 5])
    #expect(Dataset.blockLengths(of: [10, 6, 5], chunk: [4, 6, 5], elementBytes: 1, limit: 1) == [4, 6, 5])
  }

  @Test("Blocks read together give the whole array") func blocksReadTogetherGiveTheWholeArray() throws {
    let image = try HDF5Image()
    try image.addDimension("n", length: 70)
    try image.addDimension("m", length: 30)
    try image.addDataset("x", dimensions: ["n", "m"], values: (0..<2100).map { Int32($0) })
    try image.addScalar("one", Float(7))
    let file = try HDF5File.open(image: try image.bytes(), path: "image")
    let x = try file.dataset("x")
    var seen = [Int](repeating: 0, count: 2100)
    try x.forEachBlock(ofBytes: 300) { (offset, count) throws(StorageError) in
      let bytes = try x.readStored(offset: offset, count: count) ?? []
      #expect(bytes.count == 4 * count.reduce(1, *))
      for index in 0..<bytes.count / 4 {
        let value = (0..<4).reduce(0) { $0 | Int(bytes[4 * index + $1]) << (8 * $1) }
        #expect(value == (offset[0] + index / count[1]) * 30 + offset[1] + index % count[1])
        seen[value] += 1
      }
    }
    #expect(seen.allSatisfy { $0 == 1 })
    var blocks = 0
    try file.dataset("one").forEachBlock(ofBytes: 1) { (offset, count) throws(StorageError) in
      #expect(offset == [] && count == [])
      blocks += 1
    }
    #expect(blocks == 1)
  }

  @Test("Every object and attribute is listed") func everyObjectAndAttributeIsListed() throws {
    let file = try HDF5File.open(image: try ImageTests.sample().bytes(), path: "sample")
    let objects = try file.objects()
    #expect(
      objects.map(\.path) == ["/net", "/net/job", "/net/steps", "/net/unit", "/net/weight", "/state", "/time", "/y"])
    #expect(objects.map(\.kind) == [.group] + [StoredObject.Kind](repeating: .dataset, count: 7))
    #expect(try file.attributes(of: "/net").names() == ["scales", "seed"])
    let all = try file.attributes(of: "/net").all()
    #expect(all[0].value == .doubles([1.5, -2]) && all[0].elementType == .float64 && all[0].shape == [2])
    #expect(all[1].value == .integers([42]) && all[1].shape == [])
    let layout = try file.dataset("/net/weight").layout()
    #expect(layout.dimensions == ["unit", "state"] && !layout.isBareDimension && layout.filters == [])
    #expect(try file.dataset("/state").layout().isBareDimension)
    #expect(try !file.dataset("/time").layout().isBareDimension)
    #expect(try file.dataset("/time").layout().dimensions == ["time"])
    #expect(try file.dataset("/y").layout().filters == ["fletcher32"])
    // Text of variable length is read, but its bytes are addresses.
    #expect(try file.dataset("/net/job").readStored(offset: [], count: []) == nil)
  }

  @Test("The library is the one compiled with") func theLibraryIsTheOneCompiledWith() throws {
    #expect(HDF5Version.running == HDF5Version.compiled)
    #expect(HDF5Version.running.split(separator: ".").count == 3)
  }
}

import Foundation
import Storage
import Testing

@Suite struct ImageTests {
  /// Builds an image with one of everything.
  static func sample(_ count: Int = 300) throws -> HDF5Image {
    let image = try HDF5Image()
    try image.setAttribute("Conventions", "CF-1.8")
    try image.addCoordinate("time", values: (0..<count).map { Double($0) / 8 })
    try image.setAttribute("units", "s", of: "/time")
    try image.addDimension("state", length: 3)
    try image.addDataset("y", dimensions: ["time", "state"], values: (0..<3 * count).map { Float($0) })
    try image.addGroup("/net")
    try image.addDimension("/net/unit", length: 4)
    try image.addDataset("/net/weight", dimensions: ["unit", "state"], values: (0..<12).map { Double($0) * 0.5 })
    try image.addScalar("/net/steps", Int64(-7))
    try image.addText("/net/job", "{ title: \"\u{3b1}\" }")
    try image.setAttribute("names", .strings(["a", "", "\u{e9}"]), of: "y")
    try image.setAttribute("seed", 42, of: "/net")
    try image.setAttribute("scales", .doubles([1.5, -2]), of: "/net")
    try image.setAttribute("shifts", .integers([3, -4, 5]), of: "/net/weight")
    return image
  }

  @Test("What is written is read back") func whatIsWrittenIsReadBack() throws {
    let file = try HDF5File.open(image: try Self.sample().bytes(), path: "sample")
    #expect(try file.names() == ["net", "state", "time", "y"])
    #expect(try file.names(in: "net") == ["job", "steps", "unit", "weight"])
    let y = try file.dataset("y")
    #expect(y.shape == [300, 3])
    #expect(y.elementType == .float32)
    #expect(y.chunkShape == [300, 3])
    #expect(try y.read(Float.self) == (0..<900).map { Float($0) })
    #expect(try file.dataset("/net/weight").read(Double.self) == (0..<12).map { Double($0) * 0.5 })
    #expect(try file.dataset("/net/steps").read(Int64.self) == [-7])
    #expect(try file.dataset("/net/job").readStrings() == ["{ title: \"\u{3b1}\" }"])
    #expect(try y.attributes.strings("names") == ["a", "", "\u{e9}"])
    #expect(try file.attributes().string("Conventions") == "CF-1.8")
    #expect(try file.attributes(of: "net").integer("seed") == 42)
    #expect(try file.attributes(of: "net").doubles("scales") == [1.5, -2])
    #expect(try file.attributes(of: "net/weight").integers("shifts") == [3, -4, 5])
  }

  @Test("Same content same bytes") func sameContentSameBytes() throws {
    let first = try Self.sample().bytes()
    // HDF5 would record times in seconds.
    usleep(1_100_000)
    let isSame = try Self.sample().bytes() == first
    #expect(isSame)
  }

  @Test("What would not be net CDF is refused") func whatWouldNotBeNetCDFIsRefused() throws {
    let image = try HDF5Image()
    try image.addDimension("n", length: 2)
    try image.addGroup("g")
    try image.addDimension("g/k", length: 3)
    try image.addDataset("x", dimensions: ["n"], values: [1.0, 2])
    let wrong: [(String, () throws -> Void)] = [
      ("/y", { try image.addDataset("y", dimensions: ["m"], values: [1.0]) }),
      ("/y", { try image.addDataset("y", dimensions: ["n"], values: [1.0]) }),
      ("/y", { try image.addDataset("y", dimensions: [], values: [1.0, 2]) }),
      // The dimension of a group inside is not seen from outside.
      ("/y", { try image.addDataset("y", dimensions: ["k"], values: [1.0, 2, 3]) }),
      ("/x", { try image.addDataset("x", dimensions: ["n"], values: [1.0, 2]) }),
      ("/n", { try image.addDimension("n", length: 5) }),
      ("/n", { try image.addCoordinate("n", values: [1.0]) }),
      ("/g", { try image.addGroup("g") }),
      ("/h/x", { try image.addScalar("h/x", 1.0) }),
      ("/text", { try image.addText("text", "a\0b") }),
      ("/, attribute a", { try image.setAttribute("a", .strings([])) }),
      ("/, attribute a", { try image.setAttribute("a", "\0") }),
      ("/h, attribute a", { try image.setAttribute("a", 1, of: "h") }),
    ]
    for (object, body) in wrong {
      let error = #expect(throws: StorageError.self, "\(object)") { try body() }
      #expect(error?.kind == .data && error?.object == object)
    }
    try image.setAttribute("a", 1)
    #expect(throws: StorageError.self) { try image.setAttribute("a", 2) }
    // The nearest dimension of a name counts.
    try image.addDimension("g/n", length: 4)
    try image.addDataset("g/y", dimensions: ["n", "k"], values: [Float](repeating: 1, count: 12))
    let file = try HDF5File.open(image: try image.bytes(), path: "image")
    #expect(try file.names(in: "g") == ["k", "n", "y"] && file.dataset("g/y").shape == [4, 3])
  }

  @Test("Every type is read back") func everyTypeIsReadBack() throws {
    func roundTrip<T: StorageScalar & Equatable>(_ values: [T]) throws {
      let image = try HDF5Image()
      try image.addDimension("n", length: values.count)
      try image.addDataset("x", dimensions: ["n"], values: values)
      let dataset = try HDF5File.open(image: try image.bytes(), path: "image").dataset("x")
      #expect(dataset.elementType == T.elementType)
      let isSame = try dataset.read(T.self) == values
      #expect(isSame)
    }
    for count in [0, 1, 300, 100_000] {
      try roundTrip((0..<count).map { Int8(truncatingIfNeeded: $0 - 1) } + [.min, .max])
      try roundTrip((0..<count).map { Int16(truncatingIfNeeded: $0 - 1) } + [.min, .max])
      try roundTrip((0..<count).map { Int32($0 - 1) } + [.min, .max])
      try roundTrip((0..<count).map { Int64($0 - 1) } + [.min, .max])
      try roundTrip((0..<count).map { UInt8(truncatingIfNeeded: $0) } + [.max])
      try roundTrip((0..<count).map { UInt16(truncatingIfNeeded: $0) } + [.max])
      try roundTrip((0..<count).map { UInt32($0) } + [.max])
      try roundTrip((0..<count).map { UInt64($0) } + [.max])
      try roundTrip((0..<count).map { Float($0) / 3 } + [-.infinity, .leastNonzeroMagnitude, -0.0])
      try roundTrip((0..<count).map { Double($0) / 3 } + [-.infinity, .leastNonzeroMagnitude, -0.0])
      try roundTrip([Double](repeating: 0.5, count: count))
    }
  }

  @Test("Long texts are kept") func longTextsAreKept() throws {
    let text = String(repeating: "0123456789\n", count: 20_000)
    let image = try HDF5Image()
    try image.addText("text", text)
    try image.setAttribute("text", .string(text))
    let file = try HDF5File.open(image: try image.bytes(), path: "image")
    #expect(try file.dataset("text").readStrings() == [text])
    #expect(try file.attributes().string("text") == text)
  }
}

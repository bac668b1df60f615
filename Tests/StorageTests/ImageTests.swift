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

  @Test func whatIsWrittenIsReadBack() throws {
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

  @Test func sameContentSameBytes() throws {
    let first = try Self.sample().bytes()
    let second = try Self.sample().bytes()
    #expect(first == second)
  }
}

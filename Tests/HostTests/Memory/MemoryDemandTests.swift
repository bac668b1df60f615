import Testing

@testable import Host

/// What is too much is known before it is taken, and who asked for it.
@Suite struct MemoryDemandTests {
  private static let host = MemoryLimit(source: "the machine has", bytes: 1000)
  private static let process = MemoryLimit(source: "ulimit leaves", bytes: 600)

  private func demand(_ budget: Int, _ rest: SaturatingCount = 100) -> MemoryDemand {
    var demand = MemoryDemand()
    demand.add(rest, for: "everything else", blaming: ["field.hidden": 3, "model.augment": 2])
    demand.add(SaturatingCount(budget), for: "steps", blaming: ["gradient.memory": 1])
    return demand
  }

  @Test("Sums and products stop at the largest number, and are exact below it")
  func saturation() {
    #expect((SaturatingCount(1 << 31) * SaturatingCount(1 << 31)).value == 1 << 62)
    #expect((SaturatingCount(1 << 32) * SaturatingCount(1 << 31)).value == .max)
    #expect((SaturatingCount(.max) + 1).value == .max && (SaturatingCount(.max) * 0).value == 0)
    #expect((SaturatingCount(.max - 1) + 1).value == .max && (SaturatingCount(5) + 7).value == 12)
  }

  @Test("A rank's own limit and that of its host count, and the largest part is named", arguments: 1...4)
  func limits(ranks: Int) throws {
    func problem(_ demand: MemoryDemand, host: MemoryLimit?, process: MemoryLimit?) -> PathlineError? {
      do throws(PathlineError) {
        try demand.require(
          of: [Int](repeating: demand.total.value, count: ranks), on: "there", host: host, process: process)
        return nil
      } catch {
        return error
      }
    }
    let fitting = demand(500 - 100)
    #expect(problem(fitting, host: nil, process: Self.process) == nil)
    #expect((problem(fitting, host: Self.host, process: nil) == nil) == (ranks * 500 <= 1000))
    let found = try #require(problem(demand(501), host: Self.host, process: Self.process))
    #expect(found.kind == .job && found.description.hasPrefix("gradient.memory asks for 501 bytes"))
    #expect(found.description.contains("ulimit leaves 600 bytes"))
    let shared = try #require(problem(demand(950), host: Self.host, process: nil))
    #expect(shared.description.contains("the \(ranks) ranks on there together") == (ranks > 1))
    let wide = try #require(problem(demand(1, SaturatingCount(.max)), host: Self.host, process: nil))
    #expect(wide.description.hasPrefix("field.hidden asks for more than 9223372036854775807 bytes"))
  }
}

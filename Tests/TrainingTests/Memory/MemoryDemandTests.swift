import Foundation
import Models
import ODE
import TestSupport
import Testing

@testable import Training

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
    func problem(_ demand: MemoryDemand, host: MemoryLimit?, process: MemoryLimit?) -> TrainingError? {
      do throws(TrainingError) {
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

  /// The files of a kernel in a directory.
  private func kernel(_ groups: String, _ limits: [String: String]) -> Scratch {
    let scratch = Scratch()
    func write(_ text: String, _ path: String) {
      let file = URL(filePath: scratch.path).appending(path: path)
      try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: file.path(), contents: Data(text.utf8))
    }
    write("MemTotal:       1000 kB\nMemFree:  7 kB\n", "proc/meminfo")
    write(groups, "proc/self/cgroup")
    for (path, text) in limits { write(text + "\n", "sys/fs/cgroup/" + path) }
    return scratch
  }

  @Test("Control groups of both versions limit, those around them too, and no limit is none")
  func groups() {
    func bytes(_ groups: String, _ limits: [String: String]) -> Int? {
      let kernel = kernel(groups, limits)
      return MemoryLimit.host(root: kernel.path)?.bytes
    }
    let machine = 1000 << 10
    #expect(bytes("0::/\n", [:]) == machine)
    #expect(bytes("0::/\n", ["memory.max": "5000"]) == 5000)
    #expect(bytes("0::/a/b\n", ["a/b/memory.max": "max", "a/memory.max": "6000"]) == 6000)
    #expect(bytes("0::/a/b\n", ["a/b/memory.max": "4000", "a/memory.max": "6000"]) == 4000)
    #expect(bytes("4:cpu,memory:/job\n0::/\n", ["memory/job/memory.limit_in_bytes": "7000"]) == 7000)
    #expect(bytes("4:cpu:/job\n", ["memory/job/memory.limit_in_bytes": "7000"]) == machine)
    #expect(bytes("4:memory:/\n", ["memory/memory.limit_in_bytes": "9223372036854771712"]) == machine)
    #expect(MemoryLimit.host(root: "/nowhere") == nil)
  }

  @Test("The machine of this test has memory, and a demand within it passes")
  func here() throws {
    let host = try #require(MemoryLimit.host())
    #expect(host.bytes > 64 << 20 && host.bytes <= Int(ProcessInfo.processInfo.physicalMemory))
  }

  @Test("What is counted is what a model takes")
  func model() throws {
    let fixture = try TrainingFixture()
    let job = fixture.job(steps: 1)
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    let bytes = try setup.plan.bytes(samples: 3, observations: 6, withGradient: true)
    let model = try setup.plan.model(samples: 3, observations: 6, withGradient: true)
    #expect(bytes.steps == model.gradientPlan.bytes - model.gradientPlan.fixedBytes)
    #expect(bytes.fixed > model.gradientPlan.fixedBytes && bytes.fixed < model.gradientPlan.fixedBytes + 16 << 10)
    let demand = try MemoryDemand.training(job, setup.file, isFirstRank: true, Double.self)
    #expect(demand.parts.map(\.key).contains("gradient.memory"))
    #expect(demand.total.value < 70 << 20)
  }
}

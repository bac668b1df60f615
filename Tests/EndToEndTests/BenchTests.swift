import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The tables of `pathline bench`: complete, and their counts those of the work.
  @Suite struct Bench {
    private static func rows(
      _ words: [String], ranks: Int? = nil, in scratch: Scratch
    ) throws -> [[String: Any]] {
      // Seconds on a machine that has time; other tests and programs may want it too.
      let outcome = try Pathline.run(["bench"] + words + ["--json"], ranks: ranks, in: scratch.path, limit: 200)
      #expect(outcome.code == 0, "\(outcome.output)")
      let line = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("{") })
      let table = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(table["bench"] as? String == words[0])
      return try #require(table["rows"] as? [[String: Any]])
    }

    private static func number(_ row: [String: Any], _ key: String) throws -> Double {
      let value = try #require(row[key] as? Double, "\(key) of \(row)")
      #expect(value > 0 && value.isFinite, "\(key) of \(row)")
      return value
    }

    @Test("kernels: six of them at 20 shapes, none faster than the machine by much")
    func kernels() throws {
      let rows = try Self.rows(["kernels", "--dtype", "float64"], in: Scratch())
      #expect(rows.count == 120)
      #expect(Set(rows.compactMap { $0["kernel"] as? String }).count == 6)
      for row in rows {
        #expect(row["dtype"] as? String == "float64")
        for key in ["figure", "limit", "share"] { _ = try Self.number(row, key) }
      }
    }

    @Test("solver: every method on every field, with the evaluations that its stages make")
    func solver() throws {
      let rows = try Self.rows(["solver"], in: Scratch())
      let stages = ["euler": 1.0, "midpoint": 2, "rk4": 4, "rk4-38": 4]
      for row in rows {
        let evaluations = try Self.number(row, "evaluations")
        // One time unit in steps of 0.01.
        if let stages = stages[row["method"] as? String ?? ""] { #expect(evaluations == 100 * stages) }
        let product = try Self.number(row, "per_second") * Self.number(row, "ns")
        #expect(abs(product - 1e9) < 1)
      }
      let methods = Set(rows.compactMap { $0["method"] as? String })
      #expect(methods.isSuperset(of: ["euler", "rk4", "bosh3", "dopri5", "tsit5"]))
      // Implicit methods on the network alone.
      let implicit = methods.filter { name in ["kvaerno", "esdirk", "ros34", "rodas"].contains { name.hasPrefix($0) } }
      #expect(rows.count == 2 * (implicit.count + 3 * (methods.count - implicit.count)))
      let fields = try Set(rows.map { try Self.number($0, "samples") })
      #expect(fields.count == 2)
    }

    @Test("allreduce: the bytes of three limbs or four for each parameter, on one and two ranks")
    func allreduce() throws {
      for ranks in [nil, 2] {
        let rows = try Self.rows(["allreduce"], ranks: ranks, in: Scratch())
        #expect(rows.count == 10)
        for row in rows {
          #expect(row["ranks"] as? Int == ranks ?? 1)
          let limbs: Double = row["dtype"] as? String == "float32" ? 3 : 4
          let overhead = try Self.number(row, "bytes") - 8 * limbs * Self.number(row, "parameters")
          #expect(overhead > 0 && overhead < 1000)
          _ = try (Self.number(row, "add_us"), Self.number(row, "read_us"))
          if ranks != nil { _ = try (Self.number(row, "exact_us"), Self.number(row, "raw_us")) }
        }
      }
    }

    @Test("io: files hold what checkpoints hold, and none is left; a directory that is not there is code 4")
    func files() throws {
      let scratch = Scratch()
      let rows = try Self.rows(["io"], in: scratch)
      #expect(rows.count == 7)
      // 2-100-100-2: 2 * 100 + 100 + 100 * 100 + 100 + 100 * 2 + 2 parameters in float32, and two moments of each.
      let small = try #require(rows.first { ($0["what"] as? String ?? "").contains("10602 parameters") })
      let bytes = try Self.number(small, "bytes")
      #expect(bytes > 3 * 4 * 10602 && bytes < 3 * 4 * 10602 + 65536)
      for row in rows { _ = try (Self.number(row, "ms"), Self.number(row, "raw_ms")) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
      try Pathline.fail(
        ["bench", "io", "--directory", "absent"], code: 4, saying: ["absent"], in: scratch.path)
    }
  }
}

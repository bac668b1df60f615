import Testing
import Text

@testable import Benchmarks

@Suite struct BenchmarkTableTests {
  private var table: BenchmarkTable {
    var table = BenchmarkTable(
      title: "things", note: "What it is.",
      columns: [("name", "thing"), ("count", "count"), ("ns", "ns each"), ("share", "share")])
    table.add([.word("small"), .count(7), .figure(0.012345), .figure(0.256, digits: 2)])
    table.add([.word("large"), .count(12345), .figure(98765.4), .figure(.infinity)])
    return table
  }

  @Test func peopleSeeAlignedRoundedFigures() {
    #expect(
      table.text == """
        What it is.

        thing  count  ns each  share
        -----  -----  -------  -----
        small      7   0.0123   0.26
        large  12345    98765      -
        """)
  }

  @Test func programsSeeEveryDigit() throws {
    let json = try JSON5Parser.parse(table.json.utf8, source: "table")
    #expect(json["bench"] == .string("things"))
    guard case .array(let rows)? = json["rows"]?.content else {
      Issue.record("no rows")
      return
    }
    #expect(rows.count == 2)
    #expect(rows[0]["name"] == .string("small") && rows[0]["count"] == .integer(7))
    #expect(rows[0]["ns"] == .number(0.012345) && rows[1]["ns"] == .number(98765.4))
    #expect(rows[1]["share"] == .null)
  }
}

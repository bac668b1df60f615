import Host
import TestSupport
import Testing

@testable import DataSets

/// Tables of text, and what is wrong with them by line.
@Suite struct CSVTableTests {
  private let scratch = Scratch()

  private func table(_ text: String) throws(PathlineError) -> CSVTable {
    try CSVTable(path: scratch.write(text.utf8, "table.csv"))
  }

  @Test("Comments, names, numbers and gaps are told apart")
  func reading() throws {
    let table = try table("# from a sensor\nt, x ,y\n0,1e3,\n\n 0.5 ,NA,-nan\r\n1,-2,3\n")
    #expect(table.comments == ["from a sensor"] && table.names == ["t", "x", "y"])
    #expect(table.rows.map(\.values) == [[0, 1000, nil], [0.5, nil, nil], [1, -2, 3]])
    #expect(table.rows.map(\.line) == [3, 5, 6])
    #expect(try table.column(nil) == 0 && table.column("y") == 2)
  }

  @Test(
    "What cannot be read is refused with its line",
    arguments: [
      ("t,x\n0,1,2\n", ":2: the row has 3 cells where the header names 2"),
      ("t,x\n0,inf\n", ":2: \"inf\" in column \"x\" is no finite number"),
      ("t,x\n", "the table has no rows"),
    ])
  func problems(text: String, words: String) {
    let error = #expect(throws: PathlineError.self) { try table(text) }
    #expect(error?.kind == .data && error?.description.contains(words) == true)
  }

  @Test("A column that is not there is answered with those there are")
  func columns() throws {
    let table = try table("time,prey\n0,1\n")
    let error = #expect(throws: PathlineError.self) { try table.column("tine") }
    #expect(error?.description.contains("did you mean \"time\"? The columns are time, prey.") == true)
  }
}

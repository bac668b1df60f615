import Testing
import Text

@Suite struct TextTableTests {
  @Test func columnsLineUp() {
    var table = TextTable([.left, .right], headings: ["name", "count"])
    table.add(["a", "1"])
    table.add(["longer", "1000000"])
    #expect(
      table.lines(indentation: 1) == [" name      count", " ------  -------", " a             1", " longer  1000000"])
  }

  @Test func linesEndWithoutSpace() {
    var table = TextTable([.left, .left])
    table.add(["a", ""])
    table.add(["bc", "d"])
    #expect(table.lines() == ["a", "bc  d"])
  }

  @Test func wrappingBreaksBetweenWords() {
    #expect(TextWrap.lines("one two  three\nfour", width: 9) == ["one two", "three", "four"])
    #expect(TextWrap.lines("immeasurable x", width: 4) == ["immeasurable", "x"])
    #expect(TextWrap.lines(" ", width: 4).isEmpty)
  }
}

import TestSupport
import Testing
import Text

/// Damaged texts are read or refused, never anything else.
@Suite struct JSON5FuzzTests {
  @Test func mutationsNeverCrash() throws {
    var accepted = 0
    for number in 0..<60_000 {
      let bytes = DamagedText.text(number)
      let value: JSON5Value
      do throws(JSON5Error) {
        value = try JSON5Parser.parse(bytes, source: "text")
      } catch {
        #expect(error.position.line >= 1 && error.position.column >= 1)
        #expect(!error.message.isEmpty)
        continue
      }
      accepted += 1
      #expect(try JSON5Parser.parse(value.write().utf8, source: "text") == value)
    }
    #expect(accepted > 1000, "mutations that leave a text valid are tried too")
  }
}

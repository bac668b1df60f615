import TestSupport
import Testing
import Jobs

/// Damaged jobs are read or refused with what is wrong, never anything else.
@Suite struct JobFuzzTests {
  @Test func mutationsNeverCrash() {
    var accepted = 0
    for number in 0..<60_000 {
      do {
        _ = try Job.read(DamagedText.text(number), source: "text")
        accepted += 1
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
    #expect(accepted > 100, "mutations that leave a job valid are tried too")
  }
}

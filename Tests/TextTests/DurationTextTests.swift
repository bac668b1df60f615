import Testing
import Text

@Suite struct DurationTextTests {
  @Test(arguments: [
    (0, "0.00 s"), (12.34e-6, "12.3 us"), (0.85, "850 ms"), (1.5, "1.50 s"), (42, "42.0 s"), (59.96, "1 min 00 s"),
    (200, "3 min 20 s"), (3599.7, "1 h 00 min"), (18_420, "5 h 07 min"), (86_399, "1 d 00 h"), (183_600, "2 d 03 h"),
    (-1, "-1 s"), (.infinity, "inf s"),
  ])
  func short(seconds: Double, text: String) {
    #expect(DurationText.short(seconds) == text)
  }
}

import Text

extension JSON5Value {
  func isNot(_ expected: String) -> JobProblem.Cause { .wrongType(found: words, expected: expected) }

  func isOutside(_ allowed: String) -> JobProblem.Cause { .outOfRange(found: words, allowed: allowed) }
}

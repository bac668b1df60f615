/// How often a field and its parts have been called.
final class FieldCalls: @unchecked Sendable {
  var evaluations = 0
  var vjps = 0
  var jvps = 0

  func clear() { (evaluations, vjps, jvps) = (0, 0, 0) }
}

/// What comparing two files or parts of runs came to.
struct ComparisonFindings {
  /// What was compared, each with how much of it there is.
  var compared: [String] = []
  /// What differs.
  var differences: [Difference] = []
  /// What could not be compared, or is good to know.
  var notes: [String] = []

  /// Adds other findings behind these.
  mutating func append(_ other: ComparisonFindings) {
    compared += other.compared
    differences += other.differences
    notes += other.notes
  }
}

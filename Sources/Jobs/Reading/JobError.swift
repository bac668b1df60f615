import Text

/// All that is wrong with a job, in the order of the file.
public struct JobError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The problems, at least one: those of the file in its order, then those of options.
  public let problems: [JobProblem]

  /// An error of at least one problem.
  public init(problems: [JobProblem]) {
    precondition(!problems.isEmpty, "an error has a problem")
    func rank(_ problem: JobProblem) -> (Int, Int) {
      let position = problem.position
      return (position.line > 0 ? position.line : .max, position.column)
    }
    self.problems = problems.enumerated().sorted { a, b in
      rank(a.element) != rank(b.element) ? rank(a.element) < rank(b.element) : a.offset < b.offset
    }.map(\.element)
  }

  /// The problems, one a line.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

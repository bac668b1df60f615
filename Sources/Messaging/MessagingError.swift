/// A failure of MPI, or of the way the ranks were started.
public struct MessagingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The C function that failed, as `MPI_Allreduce`.
  public let function: String
  /// What the function returned; 0 when the function succeeded but what it says cannot be used.
  public let code: Int32
  /// What went wrong; MPI's own words (`MPI_Error_string`) where MPI has any.
  public let problem: String
  /// What to change; empty when only the library knows.
  public let cure: String

  init(function: String, code: Int32, problem: String, cure: String = "") {
    self.function = function
    self.code = code
    self.problem = problem
    self.cure = cure
  }

  /// One line: function, problem, code, and the cure where one is known.
  public var description: String {
    let codeText = code == 0 ? "" : " (code \(code))"
    return "\(function): \(problem)\(codeText)" + (cure.isEmpty ? "" : ". \(cure)")
  }
}

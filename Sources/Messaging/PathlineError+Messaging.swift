import Host

extension PathlineError {
  /// A failure between ranks as one that ends a command.
  public init(_ error: MessagingError) { self.init(.ranks, "\(error)") }
}

/// Calls MPI; a failure there is one that ends the command.
public func messaging<Result>(_ body: () throws(MessagingError) -> Result) throws(PathlineError) -> Result {
  do {
    return try body()
  } catch {
    throw PathlineError(error)
  }
}

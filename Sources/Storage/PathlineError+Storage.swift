import Host

extension PathlineError {
  /// A failure of a file as one that ends a command.
  public init(_ error: StorageError) {
    switch error.kind {
    case .data: self.init(.data, "\(error)")
    case .io: self.init(.io, "\(error)")
    }
  }
}

/// Reads or writes files; a failure there is one that ends the command.
public func storing<Result>(_ body: () throws(StorageError) -> Result) throws(PathlineError) -> Result {
  do {
    return try body()
  } catch {
    throw PathlineError(error)
  }
}

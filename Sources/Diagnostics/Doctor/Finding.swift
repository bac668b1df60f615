import Host

/// Something the doctor found out.
public struct Finding: Sendable, Equatable {
  /// How serious it is.
  public enum Level: String, Sendable {
    /// As it should be.
    case ok
    /// A run will work, but slowly or with less protection.
    case warning
    /// A run will fail.
    case problem
  }

  /// How serious it is.
  public let level: Level
  /// What was found.
  public let text: String
  /// What to change; empty where all is well.
  public let cure: String
  /// What a run would end with for this problem; `ranks` where it is none.
  public let kind: PathlineError.Kind

  /// Something that is as it should be.
  static func ok(_ text: String) -> Finding {
    Finding(level: .ok, text: text, cure: "", kind: .ranks)
  }

  /// Something that makes a run slow or less safe.
  static func warning(_ text: String, cure: String) -> Finding {
    Finding(level: .warning, text: text, cure: cure, kind: .ranks)
  }

  /// Something that makes a run fail.
  static func problem(_ kind: PathlineError.Kind, _ text: String, cure: String) -> Finding {
    Finding(level: .problem, text: text, cure: cure, kind: kind)
  }
}

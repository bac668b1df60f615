/// Which change of sign of an ``EventFunction`` along the solve is an event.
public enum EventDirection: String, Sendable, CaseIterable {
  /// From negative to positive, in the direction the solve goes.
  case rising
  /// From positive to negative, in the direction the solve goes.
  case falling
  /// Both.
  case either
}

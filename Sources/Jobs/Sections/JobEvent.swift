import ODE
import Text

/// An event along every trajectory: an element of `model.events` of a job file.
public struct JobEvent: Equatable, Sendable {
  /// What happens at an event.
  ///
  /// No effect ends a sample's solve: the loss is a mean over what is compared, and a model could lower it by ending
  /// early.
  public enum Effect: String, CaseIterable, Sendable {
    /// Its time and state are noted.
    case note
    /// The state jumps to `scale * state + shift`.
    case jump
  }

  /// The component of the state that is watched, the series before the augmentation.
  public var component: Int
  /// The level it passes, in the units of the data.
  public var level = 0.0
  /// Which passages count.
  public var direction = EventDirection.either
  /// What happens there.
  public var effect = Effect.note
  /// What a jump multiplies each component of the state by; nil: 1.
  public var scale: [Double]?
  /// What a jump adds to each component of the state, in the units of the data; nil: 0.
  public var shift: [Double]?

  /// An event that is noted wherever a component passes 0.
  public init(component: Int) {
    self.component = component
  }
}

extension JobEvent: JobSection {
  static var template: JobEvent { JobEvent(component: 0) }

  static let keys: [JobKey<JobEvent>] = [
    JobKey(
      "component", \.component, .wholeNumber(atLeast: 0), required: true,
      help: "The component of the state that is watched: the series in the order of the file from 0 on, then what "
        + "`augment` adds."),
    JobKey(
      "level", \.level, .number(.finite), unit: "units of the series, before data.scale",
      help: "The level it passes."),
    JobKey(
      "direction", \.direction, .name,
      help: "Which passages count, in the direction in which time goes. Two of them within an eighth of a step may be "
        + "missed; solver.maximumStep prevents it."),
    JobKey(
      "effect", \.effect, .name,
      help: "What happens there; `note`: the event is only recorded, `jump`: the state becomes scale * state + shift."),
    JobKey(
      "scale", optional: \.scale, .list(of: .number(.finite), emptyAllowed: false), when: isJump,
      help: "What each component of the state is multiplied by, one number each; null: 1."),
    JobKey(
      "shift", optional: \.shift, .list(of: .number(.finite), emptyAllowed: false),
      unit: "units of the series, before data.scale", when: isJump,
      help: "What is added to each component of the state, one number each; null: 0."),
  ]

  private static let isJump = JobCondition<JobEvent>.key("effect", \.effect, isOneOf: [.jump])
}

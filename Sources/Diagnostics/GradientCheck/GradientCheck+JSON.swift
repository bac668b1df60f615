import ODE
import Text

extension GradientCheck {
  /// The check as one JSON object on one line.
  public var json: String {
    let backsolve: JSON5Value =
      switch backsolve {
      case .computed(let distance, let reconstructionError):
        .object([("distance", .number(distance)), ("reconstructionError", .number(reconstructionError))])
      case .refused(let reason): .object([("refused", .string(reason))])
      }
    return JSON5Value.object([
      ("scope", .string(scope)),
      (
        "derivatives",
        .array(
          rows.map { row in
            .object([
              ("direction", .string(row.direction)), ("difference", .number(row.difference)),
              ("gradient", .number(row.gradient)), ("error", .number(row.error)),
            ])
          })
      ),
      ("adjointIdentity", identityJSON),
      (
        "job",
        .object([
          ("method", .string(method)), ("error", .number(jobError)), ("cosine", .number(cosine)),
          ("initialStates", initialStatesJSON), ("reconstructionError", .number(reconstructionError)),
          ("bytes", .integer(peakBytes)), ("replayed", .integer(replayed)),
          ("predictedReplays", .integer(predictedReplays)), ("reconstructed", .integer(reconstructed)),
          ("predictedReconstructions", .integer(predictedReconstructions)),
        ])
      ),
      ("backsolve", backsolve), ("derivativeIsRight", .bool(derivativeIsRight)), ("isTransposed", .bool(isTransposed)),
      ("isGoodEnough", .bool(isGoodEnough)),
    ]).writeJSON()
  }

  private var initialStatesJSON: JSON5Value {
    guard let initialStates else { return .null }
    return .object([("component", .integer(initialStates.component)), ("error", .number(initialStates.error))])
  }

  private var identityJSON: JSON5Value {
    guard let identity else { return .null }
    return .object([
      ("steps", .integer(identity.steps)), ("adjoint", .number(identity.adjoint)),
      ("tangent", .number(identity.tangent)), ("defect", .number(identity.defect)),
      ("worstStep", .integer(identity.worstStep)),
    ])
  }
}

import ODE
import Text

extension GradientCheck {
  /// The check for people: tables and a verdict.
  public var text: String {
    var lines = ["gradient of \(scope)", ""]
    lines.append(
      "Is the derivative right? Exact gradient in float64 at a tight tolerance against differences of the loss:")
    var table = TextTable([.left, .right, .right, .right], headings: ["direction", "difference", "gradient", "error"])
    for row in rows {
      table.add([
        row.direction, NumberText.scientific(row.difference, 9), NumberText.scientific(row.gradient, 9),
        NumberText.scientific(row.error, 1),
      ])
    }
    lines += table.lines(indentation: 2) + [""]
    lines.append(
      "Is the adjoint the transpose of the steps? The loss's change with the initial states, in float64 at the job's "
        + "tolerance:"
    )
    lines += identityLines + [""]
    lines.append("Is it good enough as the job has it (\(method))?")
    lines.append(
      """
        relative distance from the exact gradient \(NumberText.scientific(jobError, 1)), cosine \
      \(NumberText.fixed(cosine, 6))
      """)
    lines += initialStateLines
    lines.append(
      """
        memory \(ByteCount(bytes: peakBytes).rounded), \(replayed) steps replayed (planned: \(predictedReplays)), \
      \(reconstructed) taken back (planned: \(predictedReconstructions))
      """)
    if reconstructionError > 0 {
      lines.append(
        "  reconstructed states are off by up to \(NumberText.scientific(reconstructionError, 1))")
    }
    lines.append("  " + backsolveText)
    lines += ["", "verdict: \(verdict)"]
    return lines.joined(separator: "\n")
  }

  private var identityLines: [String] {
    guard let identity else {
      return [
        "  not examined: the job's method carries more than the state from step to step, or its events let the state "
          + "jump"
      ]
    }
    var table = TextTable(
      [.right, .right, .right, .right, .right],
      headings: ["steps", "by the adjoint", "by the tangent", "largest departure", "before step"])
    table.add([
      "\(identity.steps)", NumberText.scientific(identity.adjoint, 9), NumberText.scientific(identity.tangent, 9),
      NumberText.scientific(identity.defect, 1), "\(identity.worstStep + 1)",
    ])
    return table.lines(indentation: 2)
  }

  private var initialStateLines: [String] {
    guard let initialStates else { return [] }
    let error = NumberText.scientific(initialStates.error, 1)
    let line =
      "  initial states: relative distance \(error) in component \(initialStates.component) of the state, the worst"
    guard !isGoodAtTheStart else { return [line] }
    return [
      line,
      "    The first step decides what becomes of the fast directions of a stiff field, and it is too long to tell.",
      "    To train what solves start from, give solver.firstStep or tighten solver.relativeTolerance.",
    ]
  }

  private var backsolveText: String {
    switch backsolve {
    case .computed(let distance, let reconstructionError):
      """
      backsolve: relative distance from the discrete gradient \(NumberText.scientific(distance, 1)), reconstructed \
      states off by up to \(NumberText.scientific(reconstructionError, 1))
      """
    case .refused(let reason): "backsolve: refused (\(reason))"
    }
  }

  private var verdict: String {
    if !derivativeIsRight {
      return """
        WRONG: the gradient disagrees with differences of the loss by more than \(Self.differenceBound); the solve may \
        be chaotic or have corners (relu): try a shorter window, then report it
        """
    }
    if !isTransposed {
      return """
        WRONG: the adjoint is not the transpose of the steps, most of all before step \
        \((identity?.worstStep ?? 0) + 1); report it
        """
    }
    if !isGoodEnough {
      return """
        right, but too coarse as the job has it: tighten solver.relativeTolerance, use gradient.method "discrete" or \
        precision "float64"
        """
    }
    return "right, and exact enough for training"
  }
}

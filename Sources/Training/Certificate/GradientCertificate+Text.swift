extension GradientCertificate {
  /// The certificate for people: a table and a verdict.
  public var text: String {
    var table = TextTable([.left, .right, .right, .right], headings: ["direction", "difference", "gradient", "error"])
    for row in rows {
      table.add([
        row.direction, NumberText.scientific(row.difference, 9), NumberText.scientific(row.gradient, 9),
        NumberText.scientific(row.error, 1),
      ])
    }
    var lines = ["gradient of \(scope)", ""]
    lines += [
      "Is the derivative right? Exact gradient in float64 at a tight tolerance against differences of the loss:"
    ]
    lines += table.lines(indentation: 2)
    lines.append("")
    lines.append("Is it good enough as the job has it (\(method))?")
    lines.append(
      """
        relative distance from the exact gradient \(NumberText.scientific(jobError, 1)), cosine \
      \(NumberText.fixed(cosine, 6))
      """)
    lines.append("  memory \(ByteCount(bytes: peakBytes).rounded), \(replayed) steps replayed")
    if reconstructionError > 0 {
      lines.append(
        "  reconstructed states are off by up to \(NumberText.scientific(reconstructionError, 1))")
    }
    lines.append("")
    lines.append("verdict: \(verdict)")
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    if !derivativeIsRight {
      return """
        WRONG: the gradient disagrees with differences of the loss by more than \(Self.differenceBound); the solve may be \
        chaotic or have corners (relu): try a shorter window, then report it
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

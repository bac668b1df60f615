/// What the evaluations so far say: the best one, and how long ago progress was made.
struct EvaluationProgress: Sendable, Equatable {
  /// The step of the last evaluation that counts here; 0 before the first.
  var evaluatedStep = 0
  /// Evaluations since the last improvement.
  var stale = 0
  /// The step of the best evaluation; nil before the first finite one.
  var bestStep: Int?
  /// The loss of the best evaluation.
  var bestLoss = Double.infinity

  /// Takes note of an evaluation and tells whether it is the best so far.
  ///
  /// - Parameters:
  ///   - step: updates made before it.
  ///   - loss: its loss; one that is not finite is no improvement.
  ///   - minimumImprovement: how far the loss must fall below the best so far to count as progress.
  mutating func record(step: Int, loss: Double, minimumImprovement: Double) -> Bool {
    evaluatedStep = step
    let isBest = loss.isFinite && loss < bestLoss
    let isProgress = isBest && (bestStep == nil || loss < bestLoss - minimumImprovement)
    stale = isProgress ? 0 : stale + 1
    if isBest { (bestStep, bestLoss) = (step, loss) }
    return isBest
  }
}

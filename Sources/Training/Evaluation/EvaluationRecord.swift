/// How well the model does on whole series of a split: a line of `metrics.jsonl`.
///
/// All but ``seconds`` depends on the job and its data alone. Errors are in the units of the scaled data.
struct EvaluationRecord: Sendable, Equatable {
  /// Updates made before the evaluation.
  var step = 0
  /// Which samples were evaluated: `validation`, `training` or `all`.
  var split = ""
  /// Series (samples) evaluated, those left out included.
  var samples = 0
  /// Samples left out because they could not be solved.
  var dropped = 0
  /// The mean loss over observed entries.
  var loss = 0.0
  /// The mean of `|prediction - observation|`.
  var meanAbsoluteError = 0.0
  /// The root of the mean of `(prediction - observation)^2`.
  var rootMeanSquareError = 0.0
  /// For each series, 1 minus the sum of squared errors over the sum of squared deviations from the mean.
  ///
  /// Not a number for a series that does not vary.
  var explainedVariance: [Double] = []
  /// Evaluations of the vector field, summed over groups.
  var nfe = 0
  /// Accepted steps, summed over groups.
  var accepted = 0
  /// Rejected steps, summed over groups.
  var rejected = 0
  /// Whether the loss is the best so far.
  var isBest = false
  /// Seconds the evaluation took on rank 0.
  var seconds = 0.0
}

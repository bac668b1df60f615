import TrainingSupport

@testable import Training

extension TrainingFixture {
  /// The records of a run without the times, which differ from run to run.
  func records(_ run: String) throws -> RunHistory {
    var history = try RunHistory(log: path(run, "metrics.jsonl"))
    for index in history.steps.indices {
      history.steps[index].times = PhaseTimes()
      history.steps[index].imbalance = 1
    }
    for index in history.evaluations.indices { history.evaluations[index].seconds = 0 }
    return history
  }
}

import Host
import Jobs
import Kernels
import ODE
import Storage

extension EventConfiguration where Scalar: TrainingScalar {
  /// The events of a job for states divided by `divisors`, one for each component; nil if the job has none.
  init?(_ job: JobModel, divisors: [Double]) {
    guard !job.events.isEmpty else { return nil }
    let events = job.events.map { event in
      let threshold = ComponentThreshold(
        component: event.component, level: Scalar(event.level / divisors[event.component]),
        stateCount: divisors.count)
      let effect: EventEffect<Scalar> =
        switch event.effect {
        case .note: .note
        case .jump:
          .jump(
            AffineJump(
              scale: divisors.indices.map { Scalar(event.factor($0)) },
              shift: divisors.indices.map { Scalar(event.added($0) / divisors[$0]) }))
        }
      return Event(threshold, direction: event.direction, effect: effect)
    }
    self.init(events, capacity: job.eventLimit)
  }
}

extension Job {
  /// What the components of the state are called: the series by their names, those beyond them by their number.
  func componentNames(_ file: SeriesFile) -> [String] {
    file.seriesNames + (0..<model.augment).map { "component \(file.seriesCount + $0)" }
  }

  /// Makes sure that the events fit the state that a data set gives.
  ///
  /// - Throws: A `.job` error.
  func checkEvents(on file: SeriesFile) throws(PathlineError) {
    let states = file.seriesCount + model.augment
    var state: String { "the state of \(states) components (\(componentNames(file).joined(separator: ", ")))" }
    for (index, event) in model.events.enumerated() {
      let key = "model.events[\(index)]"
      guard event.component < states else {
        throw PathlineError(
          .job, "\(key).component is \(event.component), but \(state) has none beyond \(states - 1); name one of them.")
      }
      for (name, values) in [("scale", event.scale), ("shift", event.shift)] {
        guard let values, values.count != states else { continue }
        throw PathlineError(.job, "\(key).\(name) has \(values.count) numbers, but must have one for each of \(state).")
      }
    }
  }
}

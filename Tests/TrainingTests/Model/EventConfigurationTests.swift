import Jobs
import Kernels
import ODE
import Testing

@testable import Training

/// Events as users write them, in the units of the data, on states that are divided by `data.scale`.
@Suite struct EventPlanTests {
  @Test func unitsAreThoseOfTheData() throws {
    var event = JobEvent(component: 1)
    event.level = 3
    event.direction = .falling
    event.effect = .jump
    event.scale = [1, -0.9, 2]
    event.shift = [5, 1, 0.25]
    var model = JobModel()
    model.events = [event]
    model.eventLimit = 7
    let divisors = [10.0, 4, 1]
    let plan = try #require(EventConfiguration<Double>(model, divisors: divisors))
    #expect(plan.capacity == 7 && plan.events[0].direction == .falling && plan.cutsSteps)
    guard case .jump(let jump) = plan.events[0].effect else {
      Issue.record("no jump")
      return
    }
    let columns = 8
    let data = [2.0, 3.5, -1]
    let state = (0..<3 * columns).map { data[$0 / columns] / divisors[$0 / columns] }
    var (after, g) = (state, [Double](repeating: 0, count: columns))
    let times = [Double](repeating: 0, count: columns)
    times.withVector { times in
      state.withVector { state in
        let at = FieldPoint(
          times: times, state: Columns(state.base, rows: 3, columns: columns), parameters: .empty)
        after.withMutableVector { jump.apply(at, into: MutableColumns($0.base, rows: 3, columns: columns)) }
        g.withMutableVector { plan.events[0].function.evaluate(at, into: $0) }
      }
    }
    #expect(abs(g[0] - (3.5 - 3) / 4) < 1e-15)
    for row in 0..<3 {
      let expected = event.factor(row) * data[row] + event.added(row)
      #expect(abs(after[row * columns] * divisors[row] - expected) < 1e-14)
    }
  }

  @Test func wordsNameTheSeries() {
    var event = JobEvent(component: 0)
    #expect(event.words(["height", "velocity"]) == "where height passes 0.0, time and state are noted")
    event.direction = .falling
    event.effect = .jump
    event.scale = [1, -0.9]
    event.shift = [0.5, 0]
    #expect(
      event.words(["height", "velocity"])
        == "where height falls through 0.0, height becomes height + 0.5 and velocity becomes -0.9 * velocity")
  }

  @Test func withoutEventsThereIsNoPlan() {
    #expect(EventConfiguration<Float>(JobModel(), divisors: [1]) == nil)
  }
}

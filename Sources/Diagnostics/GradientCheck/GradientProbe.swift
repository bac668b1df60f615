import Host
import Jobs
import Kernels
import Models
import Networks
import ODE
import Storage
import Training

/// The objective (loss and regularisers) and the gradient of one group of a job's data at its initial parameters.
final class GradientProbe<Scalar: TrainingScalar> {
  /// The parameters.
  let parameters: UnsafeMutablePointer<Scalar>
  /// Their number.
  let count: Int
  private let model: TrajectoryModel<Scalar>
  private let place: String
  private let items: [SolveItem]
  private let arena: Arena

  /// Makes the model of a job and fills it with some items of its data.
  init(_ job: Job, _ setup: TrainingSetup<Scalar>, items: [SolveItem]) throws(PathlineError) {
    place = "the gradient's check"
    let plan = ModelFactory<Scalar>(job, series: setup.file.seriesCount)
    model = try plan.model(samples: items.count, observations: setup.itemLength, withGradient: true)
    count = plan.field.layout.count
    hasJumps = job.model.events.contains { $0.effect == .jump }
    arena = Arena(capacity: 2 * Arena.bytes(Scalar.self, count))
    parameters = arena.take(Scalar.self, count)
    parameters.update(from: setup.state.parameters, count: count)
    try setup.feed.fill(model.group, with: items[...])
    self.items = model.group.located(items[...])
  }

  /// The objective, summed over the group, at parameters moved by `amount` along a direction.
  func loss(along direction: [Double], by amount: Double) throws(PathlineError) -> Double {
    let moved = (0..<count).map { Scalar(Double(parameters[$0]) + amount * direction[$0]) }
    return try solving { () throws(ModelError) in
      try evaluate(moved).objectiveSum
    }
  }

  /// Whether trajectories jump, so that the loss does, too, where a jump passes over an observation.
  let hasJumps: Bool

  /// How many events each sample had before each observation of the last solve, `[sample][observation]`.
  var eventsBefore: [[Int]] {
    guard let book = model.events else { return [] }
    let group = model.group
    return (0..<group.samples).map { sample in
      let isForward = group.times[(Int(group.counts[sample]) - 1) * group.columns + sample] >= group.times[sample]
      let times = (0..<Int(book.counts[sample])).map { book.times[$0, sample] }
      return (0..<Int(group.counts[sample])).map { observation in
        let own = group.times[observation * group.columns + sample]
        return times.count { isForward ? $0 <= own : $0 >= own }
      }
    }
  }

  /// Leaves an observation of a sample out of the loss.
  func leaveOut(sample: Int, observation: Int) {
    let group = model.group
    for series in 0..<group.series { group.mask[(observation * group.series + series) * group.columns + sample] = 0 }
  }

  private func evaluate(_ parameters: [Scalar]) throws(ModelError) -> GroupSums {
    var result: Result<GroupSums, ModelError>?
    parameters.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      do throws(ModelError) {
        result = .success(try model.evaluate(base))
      } catch {
        result = .failure(error)
      }
    }
    guard let result else { preconditionFailure("a network has parameters") }
    return try result.get()
  }

  /// How the byte budget of the gradient is spent.
  var plan: GradientBudget { model.gradientPlan }

  /// The gradient of the objective, and what it cost.
  func gradient() throws(PathlineError) -> (gradient: [Double], sums: GroupSums) {
    let buffer = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
    defer { buffer.deallocate() }
    buffer.initialize(repeating: 0, count: count)
    let sums = try solving { () throws(ModelError) in try model.gradient(parameters, into: buffer) }
    return ((0..<count).map { Double(buffer[$0]) }, sums)
  }

  /// The gradient of the objective with respect to the initial states, `[component][sample]`, after ``gradient()``.
  var initialCotangents: [[Double]] {
    let columns = model.group.columns
    return (0..<model.field.stateCount).map { row in
      (0..<model.group.samples).map { Double(model.initialCotangent[row * columns + $0]) }
    }
  }

  /// How well the adjoint and the tangent-linear of the same steps are each other's transpose; nil for a method without
  /// one.
  func adjointIdentity() throws(PathlineError) -> AdjointIdentity? {
    try solving { () throws(ModelError) in try model.adjointIdentity(parameters) }
  }

  private func solving<Result>(_ work: () throws(ModelError) -> Result) throws(PathlineError) -> Result {
    do throws(ModelError) {
      return try work()
    } catch {
      throw PathlineError(error, items: items, place: place)
    }
  }
}

import Host
import Jobs
import Kernels
import Messaging
import Models
import Networks
import ODE
import Text

/// Does training steps: a rank's groups into a reduction, and the reduced gradient into an update.
package final class StepRunner<Scalar: TrainingScalar> {
  /// The numbers a step sums besides the gradient: the loss, and each regulariser.
  package static var sums: Int { 1 + Regularizer.allCases.count }

  private let model: TrajectoryModel<Scalar>
  private let feed: any GroupFeed<Scalar>
  private let rule: any Optimizer
  private let rates: RateSchedule
  private let clip: Double?
  private let arena: Arena
  private let gradient: UnsafeMutablePointer<Scalar>
  /// The most bytes the solver has held, its snapshots included.
  private(set) var peakBytes = 0

  /// Plans the memory of steps.
  ///
  /// - Parameters:
  ///   - model: the model with gradients.
  ///   - feed: where its groups are filled from.
  ///   - training: optimiser, schedule and clipping.
  ///   - steps: the updates of the whole run.
  package init(model: TrajectoryModel<Scalar>, feed: any GroupFeed<Scalar>, training: JobTraining, steps: Int) {
    self.model = model
    self.feed = feed
    rule = training.optimizer.rule(decay: training.decay)
    rates = RateSchedule(training, steps: steps)
    clip = training.clip
    arena = Arena(capacity: Arena.bytes(Scalar.self, model.field.parameterCount))
    gradient = arena.take(Scalar.self, model.field.parameterCount)
  }

  /// Takes note of a group that will be solved in this step.
  func prepare(for group: SolveGroup) { feed.willFill(with: group.items) }

  /// How the byte budget of the gradient is spent.
  var gradientPlan: GradientBudget { model.gradientPlan }

  /// Makes sure that the byte budget has room for what a group's gradient needs to know of its solve; only solves it.
  ///
  /// - Throws: A `.job` error with the least budget where it has none; an error of the data where they cannot be read.
  ///   Any other failure of the solve is left to the step that meets it.
  func requireRoom(_ items: [SolveItem], _ parameters: UnsafePointer<Scalar>) throws(PathlineError) {
    try feed.fill(model.group, with: items[...])
    do throws(ModelError) {
      try model.requireRoom(parameters)
    } catch {
      guard case .solver(let cause) = error, cause.kind == .memory else { return }
      throw PathlineError(error, items: items, place: "before the first step")
    }
  }

  /// Solves a group of a batch and adds its gradient and losses to a reduction.
  ///
  /// - Returns: What failed, with the group's index as its order; nil where all went well.
  func accumulate(
    _ group: SolveGroup, state: RunState<Scalar>, into reduction: Reduction<Scalar>, times: inout PhaseTimes
  ) -> Failure? {
    do throws(PathlineError) {
      try add(group, state: state, to: reduction, times: &times)
      return nil
    } catch {
      return Failure(order: group.index, error)
    }
  }

  private func add(
    _ group: SolveGroup, state: RunState<Scalar>, to reduction: Reduction<Scalar>, times: inout PhaseTimes
  ) throws(PathlineError) {
    var clock = Stopwatch.now()
    defer { clock = times.add(.solve, since: clock) }
    try feed.fill(model.group, with: group.items)
    model.group.round = UInt32(truncatingIfNeeded: state.step)
    clock = times.add(.data, since: clock)
    gradient.update(repeating: 0, count: reduction.parameters)
    let sums: GroupSums
    do throws(ModelError) {
      sums = try model.gradient(state.parameters, into: gradient)
    } catch {
      throw PathlineError(error, items: model.group.located(group.items), place: Self.place(state))
    }
    guard reduction.add(sums.lossSum, to: 0) else {
      throw Self.tooLarge("the loss", sums.lossSum, group, state)
    }
    for regularizer in model.regularizers {
      guard reduction.add(sums[regularizer], to: Self.sum(of: regularizer)) else {
        throw Self.tooLarge("the regulariser \(regularizer.rawValue)", sums[regularizer], group, state)
      }
    }
    if let index = reduction.add(gradient: gradient) { throw gradientFailure(component: index, group, state) }
    peakBytes = max(peakBytes, sums.forward.peakBytes, sums.backward.peakBytes)
    reduction[.entries] += sums.entries
    reduction[.samples] += group.items.count
    reduction[.dropped] += sums.forward.dropped
    reduction[.nfeForward] += sums.forward.evaluations
    reduction[.nfeBackward] += sums.backward.evaluations + sums.backward.vjps
    reduction[.jvps] += sums.forward.jvps + sums.backward.jvps
    reduction[.newtonIterations] += sums.forward.newtonIterations + sums.backward.newtonIterations
    reduction[.factorizations] += sums.forward.factorizations + sums.backward.factorizations
    reduction[.linearSolves] += sums.forward.linearSolves + sums.backward.linearSolves
    reduction[.accepted] += sums.forward.accepted + sums.backward.accepted
    reduction[.rejected] += sums.forward.rejected + sums.backward.rejected
    reduction[.replayed] += sums.backward.replayed
  }

  /// The place of a regulariser among the sums.
  private static func sum(of regularizer: Regularizer) -> Int { 1 + regularizer.index }

  /// What errors call the step that is being made.
  private static func place(_ state: RunState<Scalar>) -> String { "step \(state.step + 1)" }

  private static func tooLarge(_ what: String, _ value: Double, _ group: SolveGroup, _ state: RunState<Scalar>)
    -> PathlineError
  {
    PathlineError(
      .numerical,
      """
      \(place(state)), \(PathlineError.address(nil, Array(group.items))): \(what) is \(words(value)): lower the \
      learning rate, scale the data, or check the initial parameters.
      """)
  }

  /// The error of a gradient that cannot be summed: it names the first sample that has such a one when solved alone.
  private func gradientFailure(
    component: Int, _ group: SolveGroup, _ state: RunState<Scalar>
  ) -> PathlineError {
    let value = Double(gradient[component])
    let alone = Reduction<Scalar>(parameters: model.field.parameterCount, sums: 0, ranks: 1)
    let culprit = group.items.first { item in
      gradient.update(repeating: 0, count: alone.parameters)
      guard (try? feed.fill(model.group, with: [item])) != nil,
        (try? model.gradient(state.parameters, into: gradient)) != nil
      else { return false }
      return alone.add(gradient: gradient) != nil
    }
    return PathlineError(
      .numerical,
      """
      \(Self.place(state)), \(PathlineError.address(culprit, Array(group.items))): the solve succeeded, but component \
      \(component) of the gradient is \(Self.words(value)): lower the learning rate, scale the data, or check the \
      initial parameters; solver.onFailure is about solves and leaves no such sample out.
      """)
  }

  /// A number that no sum can hold, in words.
  private static func words(_ value: Double) -> String {
    value.isFinite ? "\(value), which is too large for a sum" : value.isNaN ? "not a number" : "infinite"
  }

  /// Moves the parameters along the mean of the reduced gradient.
  ///
  /// All ranks do the same with the same numbers, so that their parameters stay equal to the bit.
  /// - Returns: The record of the step, without times.
  /// - Throws: A `.numerical` error where no item could be solved or the parameters are no longer finite.
  func update(_ state: RunState<Scalar>, along reduction: Reduction<Scalar>) throws(PathlineError) -> StepRecord {
    guard reduction[.entries] > 0 else {
      throw PathlineError(
        .numerical,
        """
        step \(state.step + 1): none of the \(reduction[.samples]) items of the batch could be solved: lower \
        training.optimizer.rate, set training.clip, or set solver.onFailure to "fail" to see why.
        """)
    }
    let weight = 1 / Double(reduction[.entries])
    let count = reduction.parameters
    reduction.readGradient(scaledBy: weight, into: gradient)
    let norm = OptimizerKernels.norm(gradient, count: count)
    if let clip, norm > clip { reduction.readGradient(scaledBy: weight * (clip / norm), into: gradient) }
    let rate = rates(state.step)
    rule.update(state.parameters, along: gradient, state: state.optimizer, step: state.step + 1, rate: rate)
    state.step += 1
    guard Scalar.allFinite(state.parameters, count: count) else {
      throw PathlineError(
        .numerical,
        """
        step \(state.step): the update made a parameter infinite or not a number (rate \(rate), gradient norm \
        \(NumberText.shortest(norm))): lower training.optimizer.rate, or set training.clip.
        """)
    }
    var record = StepRecord()
    record.step = state.step
    record.samples = reduction[.samples]
    record.loss = reduction.sum(0) * weight
    for regularizer in model.regularizers {
      record.regularizers[regularizer] = reduction.sum(Self.sum(of: regularizer)) * weight
    }
    record.gradientNorm = norm
    record.rate = rate
    record.dropped = reduction[.dropped]
    record.nfeForward = reduction[.nfeForward]
    record.nfeBackward = reduction[.nfeBackward]
    record.jvps = reduction[.jvps]
    record.newtonIterations = reduction[.newtonIterations]
    record.factorizations = reduction[.factorizations]
    record.linearSolves = reduction[.linearSolves]
    record.accepted = reduction[.accepted]
    record.rejected = reduction[.rejected]
    record.replayed = reduction[.replayed]
    record.imbalance = reduction.imbalance
    return record
  }
}

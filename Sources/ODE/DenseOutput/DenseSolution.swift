import Kernels

/// A solution that can be read at any time: every accepted step of a solve with its dense output.
///
/// Hand one to a solver before it solves (``ForwardSolver/recording``). Its memory grows with the number of steps, by
/// `stages + 1` states each and what the method remembers, and is kept for the next solve.
public final class DenseSolution<Scalar: KernelScalar> {
  /// One step of one sample.
  private struct Step: BitwiseCopyable {
    var sample: Int32
    var column: Int32
    var columns: Int32
    /// The first time of the sample, and since then where the step starts, what that lacks, and where it ends.
    var origin: Double
    var start: Double
    var lag: Double
    var end: Double
    var step: Double
    /// Where the start state and the stages of the group's step begin, and behind them the remembered derivatives.
    var offset: Int
    /// The order of a step that remembers, where its latest derivative lies and where its earlier steps begin.
    var order = 0
    var newest = 0
    var earlier = 0
  }

  private var method: Method?
  private var rows = 0
  private var steps: [Step] = []
  private var values: [Scalar] = []
  /// The sizes of the steps before each step that remembers, the latest first.
  private var earlierSteps: [Double] = []
  private let arena = Arena(capacity: Arena.bytes { _ = AdamsPolynomials(in: $0) })
  private let polynomials: AdamsPolynomials
  /// The steps in the order of samples and, within a sample, of the solve.
  private var order: [Int32] = []
  /// Where each sample's steps begin in `order`.
  private var firsts: [Int] = []

  /// Makes an empty solution.
  public init() { polynomials = AdamsPolynomials(in: arena) }

  // MARK: Reading

  /// How many steps a sample took.
  public func stepCount(of sample: Int) -> Int {
    sample + 1 < firsts.count ? firsts[sample + 1] - firsts[sample] : 0
  }

  /// Where step `index` of a sample starts and ends; an event may have ended it early.
  public func stepTimes(of sample: Int, step index: Int) -> (start: Double, end: Double) {
    let step = self.step(of: sample, index)
    return (step.origin + step.start, step.origin + step.end)
  }

  /// Writes the state of a sample at a time to `state[stateCount]`; false if its solve did not pass there.
  ///
  /// Where an event made the state jump, the state before the jump is read.
  public func evaluate(_ sample: Int, at time: Double, into state: MutableVector<Scalar>) -> Bool {
    read(sample, time, state, derivative: false)
  }

  /// Writes the derivative of the dense output by time to `derivative[stateCount]`; false if the solve did not pass
  /// there.
  ///
  /// It is of one order less than the dense output, unlike the vector field at the state.
  public func differentiate(_ sample: Int, at time: Double, into derivative: MutableVector<Scalar>) -> Bool {
    read(sample, time, derivative, derivative: true)
  }

  private func step(of sample: Int, _ index: Int) -> Step { steps[Int(order[firsts[sample] + index])] }

  private func read(_ sample: Int, _ time: Double, _ out: MutableVector<Scalar>, derivative: Bool) -> Bool {
    let count = stepCount(of: sample)
    guard let method, count > 0 else { return false }
    let first = step(of: sample, 0)
    let sign = first.step < 0 ? -1.0 : 1.0
    let time = time.elapsed(since: first.origin)
    guard sign * time >= sign * first.start else { return false }
    // The first step that ends at the time or later.
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if sign * step(of: sample, middle).end < sign * time { low = middle + 1 } else { high = middle }
    }
    guard low < count else { return false }
    let found = step(of: sample, low)
    let theta = max(0, min(1, (time - found.start - found.lag) / found.step))
    let (columns, column) = (Int(found.columns), Int(found.column))
    for row in 0..<rows {
      out[row] = derivative ? 0 : values[found.offset + row * columns + column]
    }
    func add(_ term: Int, _ weight: Double) {
      guard weight != 0 else { return }
      let place = found.offset + (term + 1) * rows * columns
      for row in 0..<rows { out[row] += Scalar(weight) * values[place + row * columns + column] }
    }
    if let multistep = method.multistep {
      polynomials.dense(
        at: theta, derivative: derivative, step: found.step, order: found.order,
        earlier: { earlierSteps[found.earlier + $0 - 1] },
        place: { (found.newest - ($0 - 1) + multistep.memory) % multistep.memory }, add)
    } else {
      for stage in 0..<method.tableau.stages {
        add(stage, method.tableau.denseWeight(stage, at: theta, derivative: derivative) * (derivative ? 1 : found.step))
      }
    }
    return true
  }

  // MARK: Recording

  /// Forgets the solve before.
  func begin(method: Method, rows: Int) {
    self.method = method
    self.rows = rows
    steps.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    earlierSteps.removeAll(keepingCapacity: true)
  }

  /// Keeps the step the integrator has accepted, all its stages evaluated.
  func record<Field: VectorField<Scalar>>(_ integrator: Integrator<Field>) {
    let group = integrator.group
    let buffer = integrator.buffer(of: group.stepIndex).pointee
    for column in 0..<group.live where group.step[column] != 0 {
      var step = Step(
        sample: group.ids[column], column: Int32(column), columns: Int32(group.columns),
        origin: group.origin[column], start: group.time[column], lag: group.lag[column],
        end: integrator.target(column), step: group.step[column], offset: values.count)
      if let history = group.history {
        step.order = Int(history.order[column])
        step.newest = Int(history.newest[column])
        step.earlier = earlierSteps.count
        for back in 1..<step.order { earlierSteps.append(history.step(back, column)) }
      }
      steps.append(step)
    }
    append(integrator.state.view.values)
    for stage in 0..<integrator.options.method.tableau.stages {
      append(buffer.stage(stage, columns: group.columns).view.values)
    }
    if let past = group.past { append(past.values) }
  }

  private func append(_ part: Vector<Scalar>) {
    values.append(contentsOf: UnsafeBufferPointer(start: part.base, count: part.count))
  }

  /// Sorts the steps by sample.
  func finish(samples: Int) {
    firsts = Array(repeating: 0, count: samples + 1)
    for step in steps { firsts[Int(step.sample) + 1] += 1 }
    for sample in 0..<samples { firsts[sample + 1] += firsts[sample] }
    var places = firsts
    order = Array(repeating: 0, count: steps.count)
    for (index, step) in steps.enumerated() {
      order[places[Int(step.sample)]] = Int32(index)
      places[Int(step.sample)] += 1
    }
  }
}

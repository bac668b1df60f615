import Kernels

/// Finds the observations inside a step, one per column and round.
///
/// A sample may be observed several times within one step and another not at all; round `r` takes the `r`-th
/// observation of every column that has one. The last observation of a sample is its end, where the step lands: it is
/// no dense output.
struct ObservationBatches<Scalar: KernelScalar> {
  /// The times, `[observations, pitch]`, and how many each sample has.
  let times: Columns<Double>
  let counts: Vector<Int32>
  /// Which observation each column has in this round; -1 for none.
  let slots: MutableVector<Int32>
  /// Reads the dense output where the observations of the round lie.
  let reader: DenseReader<Scalar>
  private let position: MutableVector<Int32>

  init(times: Columns<Double>, counts: Vector<Int32>, method: Method, in arena: Arena) {
    self.times = times
    self.counts = counts
    slots = arena.vector(Int32.self, times.columns)
    position = arena.vector(Int32.self, times.columns)
    reader = DenseReader(pitch: times.columns, method: method, in: arena)
  }

  /// Starts anew at the group's cursors.
  func begin(_ group: GroupState<Scalar>) {
    for column in 0..<group.columns { position[column] = group.cursor[column] }
  }

  /// The time of a sample's observation `k`, elapsed since its first.
  func elapsed(_ k: Int, _ sample: Int) -> Double { times[k, sample].elapsed(since: times[0, sample]) }

  /// Prepares the next round; false if no column has an observation left in the step.
  func next(_ group: GroupState<Scalar>, target: (Int) -> Double) -> Bool {
    var found = false
    for column in 0..<group.columns {
      slots[column] = -1
      reader.theta[column] = DenseReader<Scalar>.nowhere
      let step = group.step[column]
      guard column < group.live, step != 0 else { continue }
      let sample = Int(group.ids[column])
      let k = position[column]
      guard k < counts[sample] - 1 else { continue }
      let time = elapsed(Int(k), sample)
      guard step > 0 ? time <= target(column) : time >= target(column) else { continue }
      slots[column] = k
      reader.theta[column] = min(1, max(0, group.way(column, to: time) / step))
      position[column] = k + 1
      found = true
    }
    return found
  }

  /// Moves the group's cursors past the observations of this step.
  func finish(_ group: GroupState<Scalar>) {
    for column in 0..<group.live { group.cursor[column] = position[column] }
  }

  /// Moves the group's cursors past the observations of this step without reading them off.
  func skip(_ group: GroupState<Scalar>, target: (Int) -> Double) {
    begin(group)
    while next(group, target: target) {}
    finish(group)
  }

  /// Puts the last observation of the columns that end with this step into `slots`; false if there is none.
  func landings(_ group: GroupState<Scalar>, lands: (Int) -> Bool) -> Bool {
    var found = false
    for column in 0..<group.columns {
      slots[column] = -1
      guard column < group.live, group.step[column] != 0, lands(column) else { continue }
      slots[column] = counts[Int(group.ids[column])] - 1
      found = true
    }
    return found
  }
}

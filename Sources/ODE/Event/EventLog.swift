import Kernels

/// The events of a solve, sample by sample in the order they happened, and the cotangents a loss gives them.
///
/// Arrays have one column per sample and the solver's pitch; entry `k` of sample `s` is read only if `k < counts[s]`.
/// After a solve fill the cotangents of what the loss uses; they are kept until they are written again.
public final class EventLog<Scalar: KernelScalar> {
  /// How many events each sample had, `[columns]`.
  public let counts: MutableVector<Int32>
  /// When they happened, `[capacity, columns]`.
  public let times: MutableColumns<Double>
  /// Which of the plan's events they were, `[capacity, columns]`.
  public let kinds: MutableColumns<Int32>
  /// The states at the events, before any jump, `[capacity, stateCount, columns]`.
  public let states: MutableColumnStack<Scalar>
  /// The states right after the events, same shape: different only where an event lets the state jump.
  public let statesAfter: MutableColumnStack<Scalar>
  /// The gradient of the loss with respect to ``times``, same shape; zero at first.
  public let timeCotangents: MutableColumns<Double>
  /// The gradient of the loss with respect to ``states`` at fixed times, same shape; zero at first.
  public let stateCotangents: MutableColumnStack<Scalar>

  /// When they happened, elapsed since the sample's first time, `[capacity, columns]`.
  let elapsed: MutableColumns<Double>
  /// The step each event lies in, `[capacity, columns]`.
  let steps: MutableColumns<Int>

  init(capacity: Int, rows: Int, pitch: Int, in arena: Arena) {
    counts = arena.vector(Int32.self, pitch)
    kinds = arena.columns(Int32.self, rows: capacity, columns: pitch)
    times = arena.columns(Double.self, rows: capacity, columns: pitch)
    elapsed = arena.columns(Double.self, rows: capacity, columns: pitch)
    timeCotangents = arena.columns(Double.self, rows: capacity, columns: pitch)
    states = arena.stack(Scalar.self, count: capacity, rows: rows, columns: pitch)
    statesAfter = arena.stack(Scalar.self, count: capacity, rows: rows, columns: pitch)
    stateCotangents = arena.stack(Scalar.self, count: capacity, rows: rows, columns: pitch)
    steps = arena.columns(Int.self, rows: capacity, columns: pitch)
  }

  /// Forgets the events of the solve before.
  func clear() { counts.fill(0) }

  /// Notes an event of a sample, in the order of time within its step; nil if there is no room.
  ///
  /// - Parameters:
  ///   - time: its time since `origin`, the sample's first.
  ///   - isBackward: whether the solve goes toward smaller times.
  func note(sample: Int, kind: Int, elapsed time: Double, origin: Double, step: Int, isBackward: Bool) -> Int? {
    var place = Int(counts[sample])
    guard place < times.rows else { return nil }
    counts[sample] += 1
    func isLater(_ k: Int) -> Bool {
      let other = elapsed[k, sample]
      return steps[k, sample] == step && (isBackward ? other < time : other > time)
    }
    while place > 0 && isLater(place - 1) {
      move(from: place - 1, to: place, sample)
      place -= 1
    }
    elapsed[place, sample] = time
    times[place, sample] = origin + time
    kinds[place, sample] = Int32(kind)
    steps[place, sample] = step
    return place
  }

  private func move(from: Int, to: Int, _ sample: Int) {
    times[to, sample] = times[from, sample]
    elapsed[to, sample] = elapsed[from, sample]
    kinds[to, sample] = kinds[from, sample]
    steps[to, sample] = steps[from, sample]
  }

  /// Removes the events of a sample's current step that lie beyond the time elapsed where an event cut it.
  func dropBeyond(_ cut: Double, sample: Int, step: Int, isBackward: Bool) {
    while counts[sample] > 0 {
      let place = Int(counts[sample]) - 1
      let time = elapsed[place, sample]
      guard steps[place, sample] == step, isBackward ? time < cut : time > cut else { return }
      counts[sample] -= 1
    }
  }
}

import Kernels

/// The events of a solve, sample by sample in the order they happened, and the cotangents a loss gives them.
///
/// Arrays have one column per sample and the solver's pitch; entry `k` of sample `s` is read only if `k < counts[s]`.
/// After a solve fill the cotangents of what the loss uses; they are kept until they are written again.
public final class EventBook<Scalar: Real> {
  /// How many events each sample had, `[columns]`.
  public let counts: UnsafeMutablePointer<Int32>
  /// When they happened, `[capacity, columns]`.
  public let times: UnsafeMutablePointer<Double>
  /// Which of the plan's events they were, `[capacity, columns]`.
  public let kinds: UnsafeMutablePointer<Int32>
  /// The states at the events, before any jump, `[capacity, stateCount, columns]`.
  public let states: UnsafeMutablePointer<Scalar>
  /// The states right after the events, same shape: different only where an event lets the state jump.
  public let statesAfter: UnsafeMutablePointer<Scalar>
  /// The gradient of the loss with respect to ``times``, same shape; zero at first.
  public let timeCotangents: UnsafeMutablePointer<Double>
  /// The gradient of the loss with respect to ``states`` at fixed times, same shape; zero at first.
  public let stateCotangents: UnsafeMutablePointer<Scalar>

  /// When they happened, elapsed since the sample's first time, `[capacity, columns]`.
  let elapsed: UnsafeMutablePointer<Double>
  /// The step each event lies in, `[capacity, columns]`.
  let steps: UnsafeMutablePointer<Int>
  let capacity: Int
  let rows: Int
  let pitch: Int

  init(capacity: Int, rows: Int, pitch: Int, in arena: Arena) {
    self.capacity = capacity
    self.rows = rows
    self.pitch = pitch
    let entries = capacity * pitch
    counts = arena.take(Int32.self, pitch)
    kinds = arena.take(Int32.self, entries)
    times = arena.take(Double.self, entries)
    elapsed = arena.take(Double.self, entries)
    timeCotangents = arena.take(Double.self, entries)
    states = arena.take(Scalar.self, entries * rows)
    statesAfter = arena.take(Scalar.self, entries * rows)
    stateCotangents = arena.take(Scalar.self, entries * rows)
    steps = arena.take(Int.self, entries)
  }

  /// Forgets the events of the solve before.
  func clear() {
    counts.update(repeating: 0, count: pitch)
  }

  /// Notes an event of a sample, in the order of time within its step; nil if there is no room.
  ///
  /// - Parameters:
  ///   - time: its time since `origin`, the sample's first.
  ///   - isBackward: whether the solve goes toward smaller times.
  func note(sample: Int, kind: Int, elapsed time: Double, origin: Double, step: Int, isBackward: Bool) -> Int? {
    var place = Int(counts[sample])
    guard place < capacity else { return nil }
    counts[sample] += 1
    func isLater(_ k: Int) -> Bool {
      let other = elapsed[k * pitch + sample]
      return steps[k * pitch + sample] == step && (isBackward ? other < time : other > time)
    }
    while place > 0 && isLater(place - 1) {
      move(from: place - 1, to: place, sample)
      place -= 1
    }
    let entry = place * pitch + sample
    elapsed[entry] = time
    times[entry] = origin + time
    kinds[entry] = Int32(kind)
    steps[entry] = step
    return place
  }

  private func move(from: Int, to: Int, _ sample: Int) {
    times[to * pitch + sample] = times[from * pitch + sample]
    elapsed[to * pitch + sample] = elapsed[from * pitch + sample]
    kinds[to * pitch + sample] = kinds[from * pitch + sample]
    steps[to * pitch + sample] = steps[from * pitch + sample]
  }

  /// Removes the events of a sample's current step that lie beyond the time elapsed where an event cut it.
  func dropBeyond(_ cut: Double, sample: Int, step: Int, isBackward: Bool) {
    while counts[sample] > 0 {
      let entry = (Int(counts[sample]) - 1) * pitch + sample
      guard steps[entry] == step, isBackward ? elapsed[entry] < cut : elapsed[entry] > cut else { return }
      counts[sample] -= 1
    }
  }
}

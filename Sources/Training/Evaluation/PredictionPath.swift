/// The way of a solve from its start through those of the wanted times that lie on one side of it.
struct PredictionPath {
  enum Direction: CaseIterable {
    case later
    case earlier
  }

  /// Where the times of the way stand among all wanted times, in the order in which the solve meets them.
  let places: [Int]
  /// Observations of the solution before that of the first place: none where the start itself is wanted, else one.
  let skip: Int
  /// The times of the way after the start.
  let timesBehindStart: [Double]

  /// Finds the way.
  ///
  /// - Parameters:
  ///   - times: all wanted times, rising or falling.
  ///   - start: where the solve starts.
  ///   - direction: the side of the start; the start itself belongs to the later times.
  init(through times: [Double], from start: Double, _ direction: Direction) {
    let isRising = times.first! <= times.last!
    let ordered = isRising == (direction == .later) ? Array(times.indices) : times.indices.reversed()
    places = ordered.filter { direction == .later ? times[$0] >= start : times[$0] < start }
    skip = places.first.map { times[$0] == start } ?? false ? 0 : 1
    timesBehindStart = places.dropFirst(1 - skip).map { times[$0] }
  }
}

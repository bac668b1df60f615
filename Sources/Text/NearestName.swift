/// The known name a misspelt one was probably meant to be.
public enum NearestName {
  /// The candidate that the fewest typing errors turn into `name`; nil when none is close.
  ///
  /// The first candidate wins a tie. Case does not count as an error. Close means at most one error for every three
  /// letters, at least one and at most three in all.
  public static func among(_ candidates: some Sequence<String>, to name: String) -> String? {
    let typed = Array(name.lowercased())
    let limit = min(3, max(1, typed.count / 3))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let errors = distance(typed, Array(candidate.lowercased()))
      if errors <= limit && errors < max(typed.count, 1) && errors < best?.distance ?? .max {
        best = (candidate, errors)
      }
    }
    return best?.name
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
  ///
  /// This is the optimal string alignment distance (Damerau 1964): no part is edited twice.
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var older = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in 1...a.count {
      current[0] = i
      for j in 1...b.count {
        let substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        current[j] = min(previous[j] + 1, current[j - 1] + 1, substituted)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], older[j - 2] + 1)
        }
      }
      (older, previous, current) = (previous, current, older)
    }
    return previous[b.count]
  }
}

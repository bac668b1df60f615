import Kernels

/// Normal noise added to solutions, a number of its own for each sample, time and row.
struct Noise {
  var sigma: Double
  var random: Philox

  /// The solutions `[sample, time, row]` with noise, as one row-major array.
  func added(to solutions: [[[Double]]]) -> [Double] {
    var values: [Double] = []
    for (sample, solution) in solutions.enumerated() {
      var index: UInt64 = 0
      for state in solution {
        for value in state {
          values.append(sigma == 0 ? value : value + sigma * random.normal(.noise, UInt32(sample), index))
          index += 1
        }
      }
    }
    return values
  }
}

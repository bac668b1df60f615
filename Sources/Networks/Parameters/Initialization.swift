import Kernels

/// How the weights of a network start: normal numbers with a deviation that may fit the layer.
///
/// Biases and rates start at zero.
public enum Initialization: String, Sendable, CaseIterable {
  /// Variance `2 / fanIn`, for rectifiers: He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers", eq. 10.
  case he
  /// Variance `2 / (fanIn + fanOut)`: Glorot and Bengio (2010), "Understanding the difficulty of training deep
  /// feedforward neural networks", eq. 12.
  case glorot
  /// Variance 1, so that the scale is the deviation.
  case normal

  /// Fills a parameter vector, `layout.count` long.
  ///
  /// The value of a parameter depends on the seed, its index, its layer's fan and the scale alone; it is computed in
  /// double precision and rounded, so that both number types start from the same network.
  ///
  /// - Parameters:
  ///   - parameters: the vector to fill.
  ///   - layout: its arrays.
  ///   - scale: a factor of every weight, 1 for the published rules.
  ///   - seed: the seed of the run.
  public func fill<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, layout: ParameterLayout, scale: Double, seed: UInt64
  ) {
    let generator = Philox(seed: seed)
    for entry in layout.entries {
      let deviation = scale * deviation(of: entry)
      for index in entry.range {
        parameters[index] = Scalar(deviation * generator.normal(.initialization, 0, UInt64(index)))
      }
    }
  }

  /// The standard deviation of an array's values before scaling.
  private func deviation(of entry: ParameterEntry) -> Double {
    guard entry.kind == .weight else { return 0 }
    switch self {
    case .he: return (2 / Double(entry.fanIn)).squareRoot()
    case .glorot: return (2 / Double(entry.fanIn + entry.fanOut)).squareRoot()
    case .normal: return 1
    }
  }
}

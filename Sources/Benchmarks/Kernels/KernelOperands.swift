import Kernels

/// Memory for the kernels at one shape, filled with numbers of everyday size.
final class KernelOperands<Scalar: KernelScalar> {
  /// The kernels that are measured.
  enum Kernel: String, CaseIterable {
    /// `c = a b + bias`.
    case product
    /// `b = a^T c`.
    case transposed
    /// `a += c b^T`.
    case outer
    /// `tanh` and its derivative.
    case activation
    /// A state plus six weighted stages.
    case stageSum = "stage sum"
    /// The exact sum of one more gradient.
    case reduction
  }

  /// What a call does, for judging its time.
  enum Work {
    /// Floating-point operations.
    case products(operations: Int)
    /// Elements, and bytes read and written for all of them.
    case stream(elements: Int, bytes: Int)
  }

  /// Stages of a sum: as many as the last stages of dopri5 and tsit5 add.
  private static var stages: Int { 6 }

  private let shape: KernelShape
  private let arena: Arena
  private let weights: UnsafeMutablePointer<Scalar>
  private let gradient: UnsafeMutablePointer<Scalar>
  private let bias: UnsafeMutablePointer<Scalar>
  private let input: UnsafeMutablePointer<Scalar>
  private let inputCotangent: UnsafeMutablePointer<Scalar>
  private let output: UnsafeMutablePointer<Scalar>
  private let derivative: UnsafeMutablePointer<Scalar>
  private let result: UnsafeMutablePointer<Scalar>
  private let buffer: UnsafeMutablePointer<Scalar>
  private let scale: UnsafeMutablePointer<Scalar>
  private let factors: UnsafeMutablePointer<Scalar>
  private let indices: UnsafeMutablePointer<Int32>
  private let limbs: UnsafeMutablePointer<Int64>

  /// Takes memory for a shape.
  init(_ shape: KernelShape) {
    self.shape = shape
    let values = shape.rows * shape.columns
    let parameters = shape.rows * shape.depth
    arena = Arena(
      capacity: 3 * Arena.bytes(Scalar.self, values) + Arena.bytes(Scalar.self, Self.stages * values)
        + 2 * Arena.bytes(Scalar.self, parameters) + Arena.bytes(Scalar.self, shape.rows)
        + 2 * Arena.bytes(Scalar.self, shape.depth * shape.columns) + Arena.bytes(Scalar.self, shape.columns)
        + Arena.bytes(Scalar.self, Self.stages) + Arena.bytes(Int32.self, Self.stages)
        + Arena.bytes(Int64.self, Scalar.exactLimbCount * parameters))
    weights = arena.take(Scalar.self, parameters)
    gradient = arena.take(Scalar.self, parameters)
    bias = arena.take(Scalar.self, shape.rows)
    input = arena.take(Scalar.self, shape.depth * shape.columns)
    inputCotangent = arena.take(Scalar.self, shape.depth * shape.columns)
    output = arena.take(Scalar.self, values)
    derivative = arena.take(Scalar.self, values)
    result = arena.take(Scalar.self, values)
    buffer = arena.take(Scalar.self, Self.stages * values)
    scale = arena.take(Scalar.self, shape.columns)
    factors = arena.take(Scalar.self, Self.stages)
    indices = arena.take(Int32.self, Self.stages)
    limbs = arena.take(Int64.self, Scalar.exactLimbCount * parameters)
    for (array, count) in [
      (weights, parameters), (bias, shape.rows), (input, shape.depth * shape.columns), (output, values),
      (buffer, Self.stages * values), (scale, shape.columns), (factors, Self.stages),
    ] {
      for i in 0..<count { array[i] = Scalar(Double((i * 7919) % 2003) / 2003 - 0.5) }
    }
    for i in 0..<Self.stages { indices[i] = Int32(i) }
  }

  /// What a call of a kernel does.
  func work(of kernel: Kernel) -> Work {
    let values = shape.rows * shape.columns
    let parameters = shape.rows * shape.depth
    let size = MemoryLayout<Scalar>.stride
    return switch kernel {
    case .product, .transposed, .outer: .products(operations: 2 * parameters * shape.columns)
    case .activation: .stream(elements: values, bytes: 3 * values * size)
    case .stageSum: .stream(elements: values, bytes: (Self.stages + 2) * values * size)
    case .reduction:
      .stream(elements: parameters, bytes: parameters * (size + 2 * Scalar.exactLimbCount * MemoryLayout<Int64>.stride))
    }
  }

  /// Calls a kernel once.
  func run(_ kernel: Kernel) {
    let (m, k, columns) = (shape.rows, shape.depth, shape.columns)
    switch kernel {
    case .product: Scalar.affine(result, weights: weights, bias: bias, input, m: m, k: k, columns: columns)
    case .transposed: Scalar.affineTransposed(inputCotangent, weights: weights, output, m: m, k: k, columns: columns)
    case .outer: Scalar.accumulateOuter(gradient, output, input, weight: nil, m: m, k: k, columns: columns)
    case .activation: Scalar.activate(.tanh, output, into: result, derivative: derivative, count: m * columns)
    case .stageSum:
      Scalar.stageSum(
        result, base: output, scale: scale,
        StageTerms(
          stages: buffer, stride: m * columns, indices: indices, weights: factors, count: Self.stages),
        rows: m, columns: columns)
    case .reduction: _ = Scalar.accumulateExactly(weights, count: m * k, into: limbs)
    }
  }
}

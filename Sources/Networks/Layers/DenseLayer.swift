import Kernels

/// An affine layer `z = W x + b` on the columns of a group, as a place in a flat parameter vector, or a linear one,
/// `z = W x`.
///
/// `W` is `[outputs, inputs]`, row-major, followed by `b`, `[outputs]`, where the layer has one. The layer holds no
/// values: every call takes the parameter vector, so that one layer serves any number of solves.
public struct DenseLayer: Sendable, Equatable {
  /// Rows of the input.
  public let inputs: Int
  /// Rows of the output.
  public let outputs: Int
  /// The index of the first weight in the parameter vector.
  public let weightOffset: Int
  /// The index of the first bias in the parameter vector; nil for a linear layer.
  public let biasOffset: Int?

  /// Appends the layer's arrays, `NAME.weight` and `NAME.bias`, to a layout.
  public init(inputs: Int, outputs: Int, name: String, in layout: inout ParameterLayout) {
    self.inputs = inputs
    self.outputs = outputs
    weightOffset = layout.append(
      "\(name).weight", kind: .weight, shape: [outputs, inputs], fanIn: inputs, fanOut: outputs)
    biasOffset = layout.append("\(name).bias", kind: .bias, shape: [outputs], fanIn: inputs, fanOut: outputs)
  }

  /// Appends the array of a linear layer from a state to its rate of change, `NAME.weight`, to a layout.
  public init(rates count: Int, name: String, in layout: inout ParameterLayout) {
    inputs = count
    outputs = count
    weightOffset = layout.append(
      "\(name).weight", kind: .rate, shape: [count, count], fanIn: count, fanOut: count)
    biasOffset = nil
  }

  /// Writes `z[outputs, columns] = W x + b`, or `W x`, for `x[inputs, columns]`.
  public func forward<Scalar: KernelScalar>(
    _ x: UnsafePointer<Scalar>, into z: UnsafeMutablePointer<Scalar>, parameters: UnsafePointer<Scalar>, columns: Int
  ) {
    Scalar.affine(
      z, weights: parameters + weightOffset, bias: biasOffset.map { parameters + $0 }, x, m: outputs, k: inputs,
      columns: columns)
  }

  /// Writes the tangent `dz[outputs, columns] = W dx` for `dx[inputs, columns]`.
  public func tangent<Scalar: KernelScalar>(
    _ dx: UnsafePointer<Scalar>, into dz: UnsafeMutablePointer<Scalar>, parameters: UnsafePointer<Scalar>, columns: Int
  ) {
    Scalar.affine(dz, weights: parameters + weightOffset, bias: nil, dx, m: outputs, k: inputs, columns: columns)
  }

  /// Writes the cotangent of the input, `g[inputs, columns] = W^T d`, for the output's cotangent `d[outputs, columns]`,
  /// fetching `ahead` meanwhile.
  public func back<Scalar: KernelScalar>(
    _ d: UnsafePointer<Scalar>, into g: UnsafeMutablePointer<Scalar>, parameters: UnsafePointer<Scalar>, columns: Int,
    ahead: inout Prefetch
  ) {
    Scalar.affineTransposed(
      g, weights: parameters + weightOffset, d, m: outputs, k: inputs, columns: columns, ahead: &ahead)
  }

  /// Adds the layer's parameter gradient to the flat `gradient`: `sum over columns of weight[column] d x^T` and `d`.
  ///
  /// `d[outputs, columns]` is the output's cotangent, `x[inputs, columns]` the layer's input; a nil weight is one.
  /// Fetches `ahead` meanwhile.
  public func accumulateGradient<Scalar: KernelScalar>(
    _ d: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>, columns: Int, ahead: inout Prefetch
  ) {
    accumulateTangentGradient(d, x, weight: weight, into: gradient, columns: columns, ahead: &ahead)
    guard let biasOffset else { return }
    Scalar.accumulateRowSums(gradient + biasOffset, d, weight: weight, rows: outputs, columns: columns)
  }

  /// Adds what a tangent `dz = W dx` with the cotangent `d` contributes: `sum over columns of weight[column] d dx^T`.
  ///
  /// The bias, which a tangent does not see, gets nothing. Fetches `ahead` meanwhile.
  public func accumulateTangentGradient<Scalar: KernelScalar>(
    _ d: UnsafePointer<Scalar>, _ dx: UnsafePointer<Scalar>, weight: UnsafePointer<Scalar>?,
    into gradient: UnsafeMutablePointer<Scalar>, columns: Int, ahead: inout Prefetch
  ) {
    Scalar.accumulateOuter(
      gradient + weightOffset, d, dx, weight: weight, m: outputs, k: inputs, columns: columns, ahead: &ahead)
  }
}

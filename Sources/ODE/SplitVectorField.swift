import Kernels

/// A vector field that is the sum of a stiff part and another one, which an additive method treats apart.
///
/// To everything else it is the sum: what it computes itself is that of both parts together.
public protocol SplitVectorField<Scalar>: DifferentiableVectorField {
  /// The parts; nil where the field names no stiff one, and additive methods do not apply.
  var split: FieldSplit<Scalar>? { get }
}

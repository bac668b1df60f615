import Kernels

/// A rule that moves the parameters along a gradient.
///
/// A rule is a value that holds only its settings; what it remembers from update to update lives in an
/// ``OptimizerState``, whose buffers a checkpoint stores by name.
package protocol Optimizer: Sendable {
  /// The rule's name in a job file.
  static var kind: String { get }

  /// The buffers the rule keeps, each as long as the parameters and zero at the start.
  var stateNames: [String] { get }

  /// Moves `state.count` parameters by one update.
  ///
  /// - Parameters:
  ///   - parameters: the flat parameter vector.
  ///   - gradient: the gradient of the loss, already averaged and clipped.
  ///   - state: the rule's buffers, made from ``stateNames``.
  ///   - step: the number of this update; the first is 1.
  ///   - rate: the learning rate of this update.
  func update<Scalar: KernelScalar>(
    _ parameters: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, state: OptimizerState<Scalar>,
    step: Int, rate: Double)
}

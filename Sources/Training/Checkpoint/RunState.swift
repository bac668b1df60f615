import Kernels
import Networks

/// Everything a run carries from step to step: what a checkpoint holds.
///
/// The same on every rank.
package final class RunState<Scalar: KernelScalar> {
  /// Where the named arrays lie in the parameter vector.
  package let layout: ParameterLayout
  /// The flat parameter vector.
  package let parameters: UnsafeMutablePointer<Scalar>
  /// The optimiser's buffers.
  let optimizer: OptimizerState<Scalar>
  /// The parameters of the best evaluation; meaningful once there is one.
  let best: UnsafeMutablePointer<Scalar>
  /// Updates made.
  var step = 0
  /// Where the next batch starts.
  var position = SamplerPosition.start
  /// What the evaluations so far say.
  var progress = EvaluationProgress()

  private let arena: Arena

  /// A state before the first step, with zero parameters.
  package init(layout: ParameterLayout, optimizer: any Optimizer) {
    self.layout = layout
    arena = Arena(capacity: 2 * Arena.bytes(Scalar.self, layout.count))
    parameters = arena.take(Scalar.self, layout.count)
    best = arena.take(Scalar.self, layout.count)
    self.optimizer = OptimizerState(for: optimizer, count: layout.count)
  }

  /// Makes the present parameters the best ones.
  func keepAsBest() {
    best.update(from: parameters, count: layout.count)
  }
}

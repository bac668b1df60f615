import Kernels

/// What an optimiser remembers between updates: named buffers as long as the parameter vector.
package final class OptimizerState<Scalar: KernelScalar> {
  /// The buffers' names, in the order of ``Optimizer/stateNames``.
  let names: [String]
  /// The length of every buffer.
  let count: Int
  private let arena: Arena
  private let buffers: [UnsafeMutablePointer<Scalar>]

  /// Makes zeroed buffers of `count` values for the given rule.
  init(for optimizer: any Optimizer, count: Int) {
    names = optimizer.stateNames
    self.count = count
    let arena = Arena(capacity: names.count * Arena.bytes(Scalar.self, count))
    self.arena = arena
    buffers = names.map { _ in arena.take(Scalar.self, count) }
  }

  /// The buffer at a place in ``names``, valid as long as the state lives.
  subscript(_ index: Int) -> UnsafeMutablePointer<Scalar> { buffers[index] }
}

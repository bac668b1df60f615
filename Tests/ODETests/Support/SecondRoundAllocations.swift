import AllocationCount
import Kernels
import ODE

/// Counts the heap allocations of a solve and its gradient after one of each was done.
func secondRoundAllocations<Field>(_ solver: Solver<Field>, _ parameters: [Double]) throws -> Int
where Field: DifferentiableVectorField, Field.Scalar == Double {
  var gradient = [Double](repeating: 0, count: parameters.count)
  return try parameters.withVector { parameters in
    try gradient.withMutableVector { gradient in
      var allocations = 0
      for _ in 0..<2 {
        let before = allocation_count()
        _ = try solver.solve(parameters)
        _ = try solver.gradient(parameters, into: gradient)
        allocations = Int(allocation_count() - before)
      }
      return allocations
    }
  }
}

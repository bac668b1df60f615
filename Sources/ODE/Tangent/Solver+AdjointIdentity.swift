import Kernels

extension Solver {
  /// Sweeps the last solve backward for the gradient and forward again with a random change of the initial states, and
  /// compares the two along the way.
  ///
  /// Call it in place of ``gradient(_:into:)``, with the discrete gradient. It takes memory for a cotangent per step,
  /// and more. Nil for a method without tangents (``TangentSolver``), with running costs and with events that cut
  /// steps.
  /// - Throws: ``SolverError`` as ``solve(_:)``.
  public func adjointIdentity(_ parameters: Vector<Scalar>) throws(SolverError) -> AdjointIdentity? {
    guard options.method.hasTangents && costs.terms.isEmpty && !cutsSteps else { return nil }
    var lambdas: [[Scalar]] = []
    let gradient = Arena(capacity: Arena.bytes(Scalar.self, field.parameterCount))
    _ = try self.gradient(parameters, into: gradient.vector(Scalar.self, field.parameterCount)) { cotangent in
      lambdas.append(Array(UnsafeBufferPointer(start: cotangent.values.base, count: cotangent.values.count)))
    }
    lambdas.reverse()
    let forward = try TangentSolver(field: field, options: options, samples: samples, observations: observations)
    forward.forward.initialState.copy(initialState)
    forward.forward.times.copy(times)
    forward.forward.counts.copy(counts)
    let random = Philox(seed: 1)
    let start = forward.initialTangent.values
    for i in 0..<start.count where i % columns < samples {
      start[i] = Scalar(2 * random.uniform(.noise, 0, UInt64(i)) - 1)
    }
    return try compare(lambdas, forward, parameters)
  }

  private func compare(
    _ lambdas: [[Scalar]], _ forward: TangentSolver<Field>, _ parameters: Vector<Scalar>
  ) throws(SolverError) -> AdjointIdentity {
    // The change that lies ahead, <lambda_n, dy_n>, and the one that observations made; the first one comes before all
    // steps.
    var ahead: [Double] = []
    var behind: [Double] = []
    var size = 0.0
    try forward.solve(parameters) { step in
      let (product, length) = lambdas[step].withUnsafeBufferPointer { lambda in
        let (x, y) = (Vector(lambda.baseAddress!, count: lambda.count), forward.tangent.values.view)
        return (dot(x, y), (dot(x, x) * dot(y, y)).squareRoot())
      }
      ahead.append(product)
      size = max(size, length)
      behind.append(observed(forward))
    }
    ahead.append(0)
    behind.append(observed(forward))
    let total = behind[behind.count - 1]
    let departures = zip(ahead, behind).map { abs($0 + $1 - total) }
    let worst = departures.indices.max { departures[$0] < departures[$1] } ?? 0
    return AdjointIdentity(
      steps: lambdas.count, adjoint: ahead[0], tangent: total, defect: size > 0 ? departures[worst] / size : 0,
      worstStep: worst)
  }

  /// The change of the loss by the observations so far, but for the first ones.
  private func observed(_ forward: TangentSolver<Field>) -> Double {
    (1..<max(2, observations)).reduce(0) { sum, k in
      k < observations ? sum + dot(cotangents[k].values.view, forward.tangents[k].values.view) : sum
    }
  }

  private func dot(_ x: Vector<Scalar>, _ y: Vector<Scalar>) -> Double {
    (0..<x.count).reduce(0) {
      $1 % columns < samples ? $0 + Double(x[$1]) * Double(y[$1]) : $0
    }
  }
}

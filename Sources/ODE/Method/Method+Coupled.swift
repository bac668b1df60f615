extension Method {
  /// The method coupled with its own step back, which makes it algebraically reversible; order and dense output are its
  /// own.
  ///
  /// With `Psi_h(t, y)` the increment of this method and the auxiliary `z`, which starts as the state:
  /// `y' = lambda y + (1 - lambda) z + Psi_h(t, z)`, `z' = z - Psi_{-h}(t + h, y')`. Source: McCallum and Foster,
  /// "Efficient, accurate and stable gradients for neural ODEs", arXiv:2410.11648. A step costs two increments; that
  /// the last stage of a method is the first of its next step saves nothing here.
  ///
  /// On decay of rate `a` the pair stays together only while `h a <= 1 - lambda`, and each step back multiplies
  /// round-off by `1 / lambda` at least. So the auxiliary state is set to the state anew at the end of every segment:
  /// after ``SolveOptions/segment`` steps, or when the two are ten tolerances apart. Dense output follows the increment
  /// from `y` and misses the end of the step by `(1 - lambda) (z - y)`.
  /// - Parameter lambda: the coupling, above 0 and at most 1.
  /// - Precondition: ``canBeCoupled``.
  public func coupled(_ lambda: Double = 0.999) -> Method {
    precondition(canBeCoupled, "\(name) cannot be coupled")
    let t = tableau
    let s = t.stages
    let m = t.stepStages
    // First the stages of the increment, then those of the step back, then what error and dense output need besides.
    let rest = m..<s
    func place(_ row: [Double]) -> [Double] {
      let row = row + [Double](repeating: 0, count: s - row.count)
      return row[..<m] + [Double](repeating: 0, count: m) + row[rest]
    }
    let zeros = [Double](repeating: 0, count: m)
    let b = Array(t.b[..<m])
    func forth(_ i: Int) -> [Double] { Array((t.a[i] + zeros)[..<m]) }
    func back(_ i: Int) -> [Double] { forth(i).map { -$0 } }
    let restArguments = rest.map { _ in [0.0, 1] }
    return Method(
      name: name, order: order, embeddedOrder: embeddedOrder, denseOrder: denseOrder,
      tableau: Tableau(
        a: Array(t.a[..<m]) + (0..<m).map { b + back($0) } + rest.map { place(t.a[$0]) },
        b: b,
        c: t.c[..<m] + t.c[..<m].map { 1 - $0 } + t.c[rest],
        e: t.e.isEmpty ? [] : place(t.e),
        dense: t.dense[..<m] + zeros.map { _ in [0] } + t.dense[rest],
        auxiliary: .state(
          arguments: zeros.map { _ in [0, 1] } + zeros.map { _ in [lambda, 1 - lambda] } + restArguments,
          state: [lambda, 1 - lambda], own: [0, 1], weights: zeros + b + rest.map { _ in 0 },
          restarts: true)),
      inverse: Inverse(
        order: Array(m..<2 * m) + (0..<m),
        a: (0..<m).map { forth($0) + b.map { -$0 } } + (0..<m).map { zeros + back($0) },
        b: b.map { -$0 / lambda } + b.map { $0 * (1 - lambda) / lambda },
        auxiliary: .state(
          arguments: zeros.map { _ in [0, 1] } + zeros.map { _ in [1, 0] },
          state: [1 / lambda, -(1 - lambda) / lambda], own: [0, 1], weights: zeros + b.map { -$0 }),
        sharesStages: true),
      coupling: lambda)
  }

  /// Whether ``coupled(_:)`` applies: the method is explicit, carries nothing from step to step and treats all rows
  /// alike.
  public var canBeCoupled: Bool { carriesNothing && !tableau.isImplicit }
}

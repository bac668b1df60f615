extension Tableau {
  /// Makes the tableau of an additive method: an explicit one and a diagonally implicit one with common weights and
  /// abscissae.
  ///
  /// The stage at `Y_i = y + h sum_{j<i} (a^I_ij S_j + a^E_ij N_j) + h a_ii S_i` becomes two, the value `S_i` of the
  /// stiff part there and then that of the other one, `N_i`: explicit once `S_i` is known (Kennedy and Carpenter 2003,
  /// equation 3).
  init(
    explicit: [[Double]], implicit: [[Double]], diagonal: Double, b: [Double], c: [Double], e: [Double],
    dense: [[Double]]
  ) {
    func twice<Element>(_ values: [Element]) -> [Element] { values.flatMap { [$0, $0] } }
    let rows = zip(implicit, explicit).map { zip($0, $1).flatMap { [$0, $1] } }
    self.init(
      a: rows.enumerated().flatMap { [$1, $0 == 0 ? $1 : $1 + [diagonal]] }, diagonal: diagonal, b: twice(b),
      c: twice(c), e: twice(e), dense: twice(dense), isSplit: true)
  }

  /// How many stages are values at the start of the step, whatever its size: one for each part of the field.
  var startStages: Int { isSplit ? 2 : 1 }

  /// Whether stage `i` is the solution of an equation.
  func isSolved(_ i: Int) -> Bool { isDiagonallyImplicit && i >= startStages && (!isSplit || i % 2 == 0) }
}

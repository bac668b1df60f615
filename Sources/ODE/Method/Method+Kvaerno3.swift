extension Method {
  /// Kvaerno's ESDIRK 3(2) pair, BIT Numerical Mathematics 44 (2004) 489-502: L-stable, stiffly accurate, stage
  /// order 2.
  ///
  /// The diagonal is the root near 0.436 of `x^3 - 3 x^2 + 3 x / 2 - 1 / 6`; the other coefficients follow from it and
  /// from the order conditions, solved here in 50 digits (the paper prints ten). Dense output: the only weights of
  /// order 3 that stay bounded at infinity.
  public static let kvaerno3 = Method(
    name: "kvaerno3", order: 3, embeddedOrder: 2, denseOrder: 3,
    tableau: Tableau(
      a: [
        [], [0.435866521508459], [0.49056338842178054, 0.07357009006976042],
        [0.30880996997674653, 1.4905633884217806, -1.2352398799069861],
      ],
      diagonal: 0.435866521508459,
      b: [0.30880996997674653, 1.4905633884217806, -1.2352398799069861, 0.435866521508459],
      c: [0, 0.871733043016918, 1, 1],
      e: [-0.18175341844503404, 1.4169932983520201, -1.671106401415445, 0.435866521508459],
      dense: [
        [1, -1.0735700900697605, 0.38238006004650693],
        [0, 4.471690165265342, -2.981126776843561],
        [1.0452602553351023, -5.796240150391163, 3.5157400151490745],
        [-1.0452602553351023, 2.3981200751955813, -0.9169932983520201],
      ]))
}

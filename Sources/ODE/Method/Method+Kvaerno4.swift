extension Method {
  /// Kvaerno's ESDIRK 4(3) pair, BIT Numerical Mathematics 44 (2004) 489-502: L-stable, stiffly accurate, stage order 2.
  ///
  /// The diagonal, the root near 0.573 of `x^4 - 4 x^3 + 3 x^2 - 2 x / 3 + 1 / 24`, is the one that makes the solution of
  /// order 4 L-stable, which is the one advanced; the paper's other value, 0.4359, does so for that of order 3. The other
  /// coefficients follow from it and from the order conditions, solved here in 50 digits. Dense output: the weights of
  /// order 3 that integrate cubics exactly and stay bounded at infinity. The second stage lies beyond the step's end.
  public static let kvaerno4 = Method(
    name: "kvaerno4", order: 4, embeddedOrder: 3, denseOrder: 3,
    tableau: Tableau(
      a: [
        [], [0.5728160624821349], [0.16723546202721076, -0.14294653685703412],
        [0.2626032902526958, -0.3119043274205632, 0.4764849746857325],
        [0.197216548312835, 0.17684378390637218, 0.8154421813508385, -0.7623185760521805],
      ],
      diagonal: 0.5728160624821349,
      b: [0.197216548312835, 0.17684378390637218, 0.8154421813508385, -0.7623185760521805, 0.5728160624821349],
      c: [0, 1.1456321249642698, 0.5971049876523115, 1, 1],
      e: [-0.06538674193986083, 0.48874811132693535, 0.338957206665106, -1.3351346385343152, 0.5728160624821349],
      dense: [
        [1, -1.7738139538547122, 1.3364941009607645, -0.36546359879321727],
        [0, 3.2622723495075436, -5.817169563389598, 2.731740997788427],
        [0, 4.340847006605319, -5.419925287807284, 1.8945204625528034],
        [1.8099068177549191, -13.369185985082014, 18.25937721269055, -7.462416621415635],
        [-1.8099068177549191, 7.539880582823864, -8.358776462454433, 3.2016187598676216],
      ]))
}

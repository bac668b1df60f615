extension Method {
  /// The methods of Adams, Bashforth and Moulton with variable step and order, as PECE: predict, evaluate, correct,
  /// evaluate.
  ///
  /// The predictor of order `k` integrates the polynomial through the last `k` derivatives, the corrector, of order
  /// `k + 1`, that through these and the derivative at the predicted end; `k` runs from 1 to 12. The error estimate is
  /// the difference of the correctors of orders `k` and `k + 1`, and dense output the integral of the corrector's
  /// polynomial. Sources: Shampine and Gordon, "Computer Solution of Ordinary Differential Equations" (1975), chapters
  /// 4 to 7; Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I" (2nd ed.), III.1 and III.5.
  ///
  /// The first step, with `k = 1`, is Heun's with Euler's method embedded: tableau and orders are those. Nothing is
  /// remembered across a stop or an event that cuts a step; the order starts at 1 there again.
  public static let adams = adams(multistep: Multistep(maximumOrder: 12, fixedOrder: 4))

  /// The same with predictors of order `order` at most, from 1 to 12; steps of a given size rise to it.
  static func adams(order: Int) -> Method {
    precondition((1...12).contains(order), "Adams methods are of order 1 to 12")
    return adams(multistep: Multistep(maximumOrder: order, fixedOrder: order))
  }

  private static func adams(multistep: Multistep) -> Method {
    Method(
      name: "adams", order: heun21.order, embeddedOrder: heun21.embeddedOrder, denseOrder: heun21.denseOrder,
      tableau: heun21.tableau, multistep: multistep)
  }
}

import Glibc

/// The choice of order and step of Adams methods, from the errors over the tolerance of a step tried at order `k` with
/// `h`.
///
/// The rules of the program STEP (Shampine and Gordon, "Computer Solution of Ordinary Differential Equations", 1975,
/// chapters 6 and 7): at the start order and step rise together, one and twofold at a time, until an error or a lower
/// order's estimate speaks against it; here to order 5 at most. Afterwards the order falls as soon as the estimates of
/// lower orders are no larger, and rises only after `k + 1` steps of one size, if the estimates fall with the order.
/// The step is doubled or kept, where the error allows, and else cut by a tenth to a half. Weights over steps that grew
/// twofold each multiply rounding by about 2^(k^2 / 2), a million times at order 7: beyond order 5 a few steps of one
/// size have to lie between doublings. A rejected step is halved; after three in a row the order starts at 1 again.
struct OrderChoice {
  /// What was measured: the error, those of one and two orders less, and that of one more.
  var error: Double
  var lower: Double
  var lowest: Double
  /// Nil where too little is remembered for it.
  var higher: Double?

  /// The error a step is planned for, in units of the tolerance.
  ///
  /// Shampine and Gordon plan half the tolerance in the Euclidean norm; the root mean square over a few components is
  /// that much less. DETEST and Arenstorf's orbit keep to the bounds that Runge-Kutta methods keep to at an eighth.
  private static let plan = 0.125
  /// The order up to which every step may be twice the one before.
  private static let doublingOrder: Int32 = 5

  /// Whether a lower order does no worse.
  private func favorsLower(_ k: Int32) -> Bool {
    k == 2 ? lower <= error / 2 : k > 2 && max(lower, lowest) <= error
  }

  /// The choice and the step after a trial that was rejected; `isFirst` if nothing is remembered.
  func rejected(_ state: OrderState, step: Double, isFirst: Bool) -> (OrderState, step: Double) {
    var next = state
    next.steady = 0
    next.failures += 1
    // Nothing was wrong with a first step but its size.
    next.isRising = isFirst ? 1 : 0
    guard error.isFinite else {
      next.order = 1
      return (next, step / 5)
    }
    if favorsLower(state.order) { next.order -= 1 }
    if next.failures >= 3 { next.order = 1 }
    // At order 1 the error is that of a parabola, from which the step follows.
    let factor = state.order == 1 ? max(0.01, min(0.5, (Self.plan / error).squareRoot())) : 0.5
    return (next, step * factor)
  }

  /// The choice and the step after a step that was accepted, with orders up to `most`.
  func accepted(_ state: OrderState, step: Double, most: Int, maximumStep: Double) -> (OrderState, step: Double) {
    var next = state
    next.failures = 0
    next.steady = min(state.steady + 1, 1000)
    let k = state.order
    let isLower = favorsLower(k)
    if isLower || k >= min(Int32(most), Self.doublingOrder) { next.isRising = 0 }
    var judged = error
    if next.isRising != 0 {
      next.order = k + 1
    } else if isLower {
      next.order = k - 1
      judged = lower
    } else if let higher, next.steady > k, Int(k) < most {
      if k > 1 && lower <= min(error, higher) {
        next.order = k - 1
        judged = lower
      } else if higher < (k > 1 ? error : error / 2) {
        next.order = k + 1
        judged = higher
      }
    }
    let power = Double(next.order + 1)
    var proposed = step
    let mayDouble = next.steady > next.order - Self.doublingOrder
    if next.isRising != 0 || mayDouble && judged * exp2(power) <= Self.plan {
      proposed = 2 * step
    } else if judged > Self.plan {
      proposed = step * max(0.5, min(0.9, exp(log(Self.plan / judged) / power)))
    }
    proposed = min(proposed, maximumStep)
    if proposed != step { next.steady = 0 }
    return (next, proposed)
  }
}

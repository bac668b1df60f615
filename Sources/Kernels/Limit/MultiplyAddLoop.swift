/// A loop of nothing but fused multiply-adds on registers: the most arithmetic that a core can do.
enum MultiplyAddLoop<Scalar: LaneScalar> {
  typealias Lanes = Scalar.Lanes

  /// How many sums that do not wait for each other are computed at a time.
  ///
  /// With 512 bits a lane vector is one register, and 16 of them keep both units busy; narrower registers hold a part
  /// of one, and more than 6 would not fit.
  static var chains: Int { CPUTarget.vectorBits == 512 ? 16 : 6 }

  /// Adds products to every chain, `rounds` times; returns the sum of all.
  @inline(always)
  static func run(rounds: Int) -> Scalar {
    CPUTarget.vectorBits == 512
      ? run(rounds, InlineArray<16, Lanes>(repeating: .zero)) : run(rounds, InlineArray<6, Lanes>(repeating: .zero))
  }

  @inline(always)
  private static func run<let count: Int>(_ rounds: Int, _ start: InlineArray<count, Lanes>) -> Scalar {
    var sums = start
    // Read from memory once, so that nothing is known when the loop is compiled.
    let factor = Lanes(Double(rounds & 1) + 0.5)
    let shrink = Lanes(0.5)
    var round = 0
    while round < rounds {
      for i in 0..<count { sums[i] = factor.addingProduct(sums[i], shrink) }
      round &+= 1
    }
    var total = Lanes.zero
    for i in 0..<count { total += sums[i] }
    var sum = Scalar.zero
    for lane in total.indices { sum += total[lane] }
    return sum
  }
}

extension Float {
  /// Operations in a round.
  public static var multiplyAddsPerRound: Int { laneCount * MultiplyAddLoop<Float>.chains }

  /// Multiplies and adds.
  public static func multiplyAddLoop(rounds: Int) -> Float { MultiplyAddLoop<Float>.run(rounds: rounds) }
}

extension Double {
  /// Operations in a round.
  public static var multiplyAddsPerRound: Int { laneCount * MultiplyAddLoop<Double>.chains }

  /// Multiplies and adds.
  public static func multiplyAddLoop(rounds: Int) -> Double { MultiplyAddLoop<Double>.run(rounds: rounds) }
}

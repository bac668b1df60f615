import Kernels
import TestSupport
import Testing

@Suite struct ExactSumTests {
  /// The fixture holds sums in rational arithmetic, rounded once.
  @Test("Matches rational arithmetic") func matchesRationalArithmetic() throws {
    for fields in try fixture("sums.txt") {
      let truth = try #require(Double(fields[1]))
      let numbers = try fields[2...].map { try #require(Double($0)) }
      if fields[0] == "float32" {
        rational(numbers.map { Float($0) }, truth)
      } else {
        rational(numbers, truth)
        var sum = ExactSum()
        for x in numbers { add(x, to: &sum) }
        #expect(abs(sum.value - truth) <= truth.ulp)
      }
    }
  }

  private func rational<S: KernelScalar>(_ numbers: [S], _ truth: Double) {
    for scale in [1, -0.25, 1 / 3.0] {
      var limbs = [Int64](repeating: 0, count: S.exactLimbCount)
      for x in numbers { #expect(S.accumulateExactly([x], count: 1, into: &limbs) == nil) }
      var result = [S.nan]
      S.readExactly(limbs, count: 1, scaledBy: scale, into: &result)
      // Rounding the sum to double, scaling it and rounding to S: at most one unit of each.
      let expected = truth * scale
      let slack = 2 * expected.ulp + Double(S(expected).ulp) / 2
      #expect(abs(Double(result[0]) - expected) <= slack, "\(numbers)")
    }
  }

  /// Any order, and any split over partial sums that are then added, gives the same limbs.
  @Test("Order and grouping do not matter", arguments: scalars) func orderAndGroupingDoNotMatter(
    _ scalar: any KernelScalar.Type
  ) { order(scalar) }

  private func order<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 21)
    let (count, summands) = (37, 60)
    var rows: [[S]] = (0..<summands).map { _ in
      let exponent = Int.random(in: -80...59, using: &generator)
      return generator.numbers(count, Double(sign: .plus, exponent: exponent, significand: 1))
    }
    func planes(_ rows: ArraySlice<[S]>) -> [Int64] {
      var limbs = [Int64](repeating: 0, count: S.exactLimbCount * count)
      for row in rows { #expect(S.accumulateExactly(row, count: count, into: &limbs) == nil) }
      return limbs
    }
    let whole = planes(rows[...])
    for _ in 0..<20 {
      rows.shuffle(using: &generator)
      let cut = Int.random(in: 0...summands, using: &generator)
      #expect(zip(planes(rows[..<cut]), planes(rows[cut...])).map { $0 &+ $1 } == whole)
    }
  }

  /// The limbs hold the value itself: what they lack is at most half the smallest unit, and exactly nothing above it.
  @Test("Limbs hold the rounded value", arguments: scalars) func limbsHoldTheRoundedValue(
    _ scalar: any KernelScalar.Type
  ) {
    rounded(scalar)
  }

  private func rounded<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 22)
    let units: [Wide] = [0x1p16, 0x1p-28, 0x1p-72, 0x1p-116]
    for exponent in -140...59 {
      for _ in 0..<20 {
        let x =
          S(Double.random(in: -1...1, using: &generator))
          * S(sign: .plus, exponent: S.Exponent(exponent), significand: 1)
        var limbs = [Int64](repeating: 0, count: S.exactLimbCount)
        #expect(S.accumulateExactly([x], count: 1, into: &limbs) == nil)
        // From the top down every difference is exact in the type itself.
        let rest = zip(limbs, units).reduce(x.wide) { $0 - Wide($1.0) * $1.1 }
        #expect(abs(rest) <= units[S.exactLimbCount - 1] / 2)
        #expect(limbs.allSatisfy { abs($0) <= 1 << 44 })
      }
    }
  }

  /// The promised number of the largest summands fits.
  @Test("The largest sums fit", arguments: scalars) func theLargestSumsFit(_ scalar: any KernelScalar.Type) {
    largest(scalar)
  }

  private func largest<S: KernelScalar>(_ type: S.Type) {
    let x = S(ExactSum.limit).nextDown
    for sign in [1, -1] as [S] {
      var limbs = [Int64](repeating: 0, count: S.exactLimbCount)
      #expect(S.accumulateExactly([sign * x], count: 1, into: &limbs) == nil)
      for _ in 0..<18 { limbs = limbs.map { $0 &+ $0 } }
      var sum = [S.nan]
      S.readExactly(limbs, count: 1, scaledBy: 1, into: &sum)
      #expect(sum[0] == sign * x * 0x1p18)
    }
  }

  @Test("Refuses what does not fit", arguments: scalars) func refusesWhatDoesNotFit(_ scalar: any KernelScalar.Type) {
    refuses(scalar)
  }

  private func refuses<S: KernelScalar>(_ type: S.Type) {
    for bad in [S(ExactSum.limit), -S(ExactSum.limit), .infinity, -.infinity, .nan, .greatestFiniteMagnitude] {
      for place in [0, 5, 16, 40] {
        var x = [S](repeating: 1, count: 41)
        x[place] = bad
        x[40] = bad
        var limbs = [Int64](repeating: 5, count: S.exactLimbCount * 41)
        #expect(S.accumulateExactly(x, count: 41, into: &limbs) == place)
        #expect(limbs.allSatisfy { $0 == 5 })
      }
    }
    var sum = ExactSum()
    let answers = [3, .nan, 0x1p60, -0x1p60.nextDown].map { sum.add($0) }
    #expect(answers == [true, false, false, true])
    #expect(sum.value == 3 - 0x1p60.nextDown)
  }

  /// Sums of single numbers add up like their parts, also through their limbs.
  @Test("Single sums merge") func singleSumsMerge() {
    var generator = SplitMix(seed: 23)
    let x: [Double] = generator.numbers(1000, 1e9)
    var (whole, left, right) = (ExactSum(), ExactSum(), ExactSum())
    for (i, x) in x.enumerated() {
      add(x, to: &whole)
      if i % 3 == 0 { add(x, to: &left) } else { add(x, to: &right) }
    }
    let sum = ExactSum(limbs: left.limbs &+ right.limbs)
    left += right
    #expect(left == whole && sum == whole && left.value == whole.value && ExactSum().value == 0)
  }

  private func add(_ x: Double, to sum: inout ExactSum) {
    let fits = sum.add(x)
    #expect(fits)
  }
}

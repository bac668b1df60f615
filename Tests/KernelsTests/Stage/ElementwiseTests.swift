import Kernels
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  @Test("Multiplies and adds", arguments: scalars) func multipliesAndAdds(_ scalar: any KernelScalar.Type) {
    arithmetic(scalar)
  }

  private func arithmetic<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 14)
    for count in 0...40 {
      let x = generator.numbers(count, as: S.self)
      let y = generator.numbers(count, as: S.self)
      var out = [S](repeating: .nan, count: count)
      S.multiply(&out, x, y, count: count)
      #expect(out == zip(x, y).map { $0 * $1 })
      var (left, right) = (x, y)
      left.withUnsafeMutableBufferPointer { p in
        guard let p = p.baseAddress else { return }
        S.multiply(p, p, y, count: count)
      }
      right.withUnsafeMutableBufferPointer { p in
        guard let p = p.baseAddress else { return }
        S.multiply(p, x, p, count: count)
      }
      #expect(left == out && right == out)
      S.add(&out, x, count: count)
      #expect(out == zip(x, y).map { $0 * $1 + $0 })
    }
  }

  @Test("Powers match the definition", arguments: scalars) func powersMatchTheDefinition(
    _ scalar: any KernelScalar.Type
  ) {
    powers(scalar)
  }

  private func powers<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 15)
    for exponent in 1...12 {
      for count in [1, S.laneCount, 2 * S.laneCount + 3] {
        let x = generator.numbers(count, 3, as: S.self)
        var out = [S](repeating: .nan, count: count)
        var derivative = out
        S.power(x, exponent: exponent, into: &out, derivative: &derivative, count: count)
        for i in 0..<count {
          let lower = (1..<exponent).reduce(Wide(1)) { product, _ in product * x[i].wide }
          let value = lower * x[i].wide
          #expect(abs(out[i].wide - value) <= bound(S.self, steps: exponent, magnitude: abs(value)))
          let expected = Wide(exponent) * lower
          // What a power loses in the range of subnormal numbers is multiplied by the exponent.
          let lost = Wide(exponent) * S.leastNonzeroMagnitude.wide
          #expect(abs(derivative[i].wide - expected) <= bound(S.self, steps: exponent, magnitude: abs(expected)) + lost)
        }
        var alone = [S](repeating: .nan, count: count)
        S.power(x, exponent: exponent, into: &alone, derivative: nil, count: count)
        #expect(alone == out)
      }
    }
  }

  @Test("Finds what is not finite", arguments: scalars) func findsWhatIsNotFinite(_ scalar: any KernelScalar.Type) {
    finite(scalar)
  }

  private func finite<S: KernelScalar>(_ type: S.Type) {
    for count in 0...70 {
      var x = [S](repeating: S.greatestFiniteMagnitude, count: count + 1)
      x[count] = .nan
      #expect(S.allFinite(x, count: count))
      for i in 0..<count {
        for bad in [S.nan, .infinity, -.infinity] {
          x[i] = bad
          #expect(!S.allFinite(x, count: count))
        }
        x[i] = -S.greatestFiniteMagnitude
      }
    }
  }
}

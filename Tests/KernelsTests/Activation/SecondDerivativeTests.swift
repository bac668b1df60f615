import Kernels
import TestSupport
import Testing

@Suite struct SecondDerivativeTests {
  /// The fixture is made with mpmath, by differences in 1200 digits.
  @Test("Matches the table") func matchesTheTable() throws {
    let points = try activationFixture("second_derivatives.txt")
    #expect(points.count > 1000)
    for point in points { table(point.activation, point.x, point.numbers) }
  }

  private func table<S: KernelScalar>(_ activation: Activation, _ x: S, _ numbers: [Double]) {
    var out = [S.nan]
    S.secondDerivative(activation, [x], into: &out, count: 1)
    let promise = promise(activation, S.self, at: x.wide, derivative: abs(numbers[3].wide))
    #expect(
      promise.holds(out[0], for: numbers[1].wide, rest: numbers[2].wide),
      "\(activation)''(\(x)) = \(out[0]), not \(numbers[1])")
  }

  /// The documented accuracy.
  private func promise<S: KernelScalar>(_ activation: Activation, _ type: S.Type, at x: Wide, derivative: Wide)
    -> Promise
  {
    let unit = S.ulpOfOne.wide
    switch activation {
    case .tanh: return Promise(10 + 2 * abs(x), plus: 0x1p-99)
    case .sigmoid: return Promise(6, plus: 3 * unit * derivative)
    case .softplus: return Promise(6)
    case .relu, .identity: return Promise(0)
    case .elu, .exp: return Promise(2)
    case .gelu: return Promise(0, plus: 8 * unit)
    case .silu: return Promise(0, plus: 3 * unit)
    case .sine: return Promise(3)
    }
  }

  @Test("Values at the ends of the number line are right", arguments: scalars) func handlesTheEndsOfTheLine(
    _ scalar: any KernelScalar.Type
  ) {
    ends(scalar)
  }

  private func ends<S: KernelScalar>(_ type: S.Type) {
    for activation in Activation.allCases where activation != .exp && activation != .sine {
      let x: [S] = [-.infinity, .infinity, -.greatestFiniteMagnitude, .greatestFiniteMagnitude]
      var out = [S](repeating: 7, count: 4)
      S.secondDerivative(activation, x, into: &out, count: 4)
      #expect(out.allSatisfy { abs($0) < 0x1p-99 }, "\(activation): \(out)")
    }
    for activation in Activation.allCases where activation != .relu && activation != .identity {
      var out: [S] = [.nan]
      S.secondDerivative(activation, [.nan], into: &out, count: 1)
      #expect(out[0].isNaN, "\(activation)")
    }
  }

  /// Any count, in place, and a point's bits wherever it stands.
  @Test("The place in the array does not matter", arguments: scalars) func doesNotCareForPlaces(
    _ scalar: any KernelScalar.Type
  ) {
    places(scalar)
  }

  private func places<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 31)
    let x: [S] = generator.numbers(37, 6)
    for activation in Activation.allCases {
      var whole = x
      S.secondDerivative(activation, x, into: &whole, count: 37)
      var rest = Array(x[5...])
      rest.withUnsafeMutableBufferPointer {
        S.secondDerivative(activation, $0.baseAddress!, into: $0.baseAddress!, count: 32)
      }
      #expect(Array(whole[5...]) == rest, "\(activation)")
    }
    for exponent in 1...5 {
      var out = x
      S.powerSecondDerivative(x, exponent: exponent, into: &out, count: 37)
      for i in 0..<37 {
        let factor = Wide(exponent * (exponent - 1))
        let truth = (0..<max(0, exponent - 2)).reduce(factor) { product, _ in product * x[i].wide }
        #expect(abs(out[i].wide - truth) <= 4 * S.spacing(near: truth), "\(exponent)")
      }
    }
  }

  @Test("Adds products of three factors", arguments: scalars) func addsProducts(_ scalar: any KernelScalar.Type) {
    products(scalar)
  }

  private func products<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 32)
    let (x, y, z): ([S], [S], [S]) = (generator.numbers(37), generator.numbers(37), generator.numbers(37))
    let start: [S] = generator.numbers(37)
    var out = start
    S.addProduct(&out, x, y, z, count: 37)
    for i in 0..<37 { #expect(out[i] == start[i].addingProduct(x[i] * y[i], z[i])) }
  }
}

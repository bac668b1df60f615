import Kernels
import TestSupport
import Testing

@Suite struct ActivationTests {
  /// The fixture is made with mpmath in 400 digits.
  @Test("Matches the table") func matchesTheTable() throws {
    let points = try activationFixture("activations.txt")
    #expect(points.count > 1000)
    for point in points { table(point.activation, point.x, point.numbers) }
  }

  private func table<S: KernelScalar>(_ activation: Activation, _ x: S, _ numbers: [Double]) {
    var (value, derivative) = ([S.nan], [S.nan])
    S.activate(activation, [x], into: &value, derivative: &derivative, count: 1)
    let promise = activation.promise(S.self, at: x.wide)
    #expect(
      promise.value.holds(value[0], for: numbers[1].wide, rest: numbers[2].wide), "\(activation)(\(x)) = \(value[0])")
    #expect(
      promise.derivative.holds(derivative[0], for: numbers[3].wide, rest: numbers[4].wide),
      "\(activation)'(\(x)) = \(derivative[0])")
  }

  /// Every 20011th `Float` there is, NaN and infinities included.
  @Test("Keeps its promise for float", arguments: Activation.allCases) func keepsItsPromiseForFloat(
    _ activation: Activation
  ) {
    sweep(activation, stride(from: UInt32(0), to: .max - 20_011, by: 20_011).map(Float.init(bitPattern:)))
  }

  #if arch(x86_64)
    @Test("Keeps its promise for double", arguments: Activation.allCases) func keepsItsPromiseForDouble(
      _ activation: Activation
    ) {
      var generator = SplitMix(seed: 19)
      var x: [Double] = (0..<40_000).map { _ in Double(bitPattern: generator.next()) }
      for range in [1e-4, 1, 10, 40, 750] { x += generator.numbers(20_000, range) }
      if activation == .sine {
        // The 64-bit references lose digits in arguments far out; the table above covers those.
        x.removeAll { abs($0) > 1e15 }
      }
      sweep(activation, x)
    }
  #endif

  private func sweep<S: KernelScalar>(_ activation: Activation, _ x: [S]) {
    var value = [S](repeating: 0, count: x.count)
    var derivative = value
    S.activate(activation, x, into: &value, derivative: &derivative, count: x.count)
    var broken: [String] = []
    for i in 0..<x.count {
      let truth = activation.reference(x[i].wide)
      let promise = activation.promise(S.self, at: x[i].wide)
      if x[i].isNaN {
        if !value[i].isNaN { broken.append("value at NaN") }
      } else if x[i].isFinite {
        if !promise.value.holds(value[i], for: truth.value) { broken.append("value at \(x[i]): \(value[i])") }
        if !promise.derivative.holds(derivative[i], for: truth.derivative) {
          broken.append("derivative at \(x[i]): \(derivative[i])")
        }
      }
    }
    #expect(broken.isEmpty, "\(broken.count) of \(x.count), first \(broken.prefix(3))")
  }

  @Test("Values at the ends of the number line are right", arguments: scalars) func handlesTheEndsOfTheLine(
    _ scalar: any KernelScalar.Type
  ) {
    ends(scalar)
  }

  private func ends<S: KernelScalar>(_ type: S.Type) {
    let limits: [(Activation, low: S, high: S, lowDerivative: S, highDerivative: S)] = [
      (.tanh, -1, 1, 0, 0), (.sigmoid, 0, 1, 0, 0), (.softplus, 0, .infinity, 0, 1), (.relu, 0, .infinity, 0, 1),
      (.elu, -1, .infinity, 0, 1), (.gelu, 0, .infinity, 0, 1), (.silu, 0, .infinity, 0, 1),
      (.exp, 0, .infinity, 0, .infinity), (.identity, -.infinity, .infinity, 1, 1),
    ]
    #expect(limits.count == Activation.allCases.count - 1)
    for limit in limits {
      let x: [S] = [-.infinity, .infinity, -.greatestFiniteMagnitude, .greatestFiniteMagnitude, .nan]
      var (value, derivative) = ([S](repeating: 7, count: 5), [S](repeating: 7, count: 5))
      S.activate(limit.0, x, into: &value, derivative: &derivative, count: 5)
      #expect(value[0] == limit.low && value[1] == limit.high, "\(limit.0)")
      #expect(abs(derivative[0] - limit.lowDerivative) < 0x1p-100 || derivative[0] == limit.lowDerivative, "\(limit.0)")
      #expect(
        abs(derivative[1] - limit.highDerivative) < 0x1p-100 || derivative[1] == limit.highDerivative, "\(limit.0)")
      #expect(value[4].isNaN, "\(limit.0)")
      if limit.0 != .identity {
        #expect(value[2] == limit.low && (value[3] == limit.high || value[3] == x[3]), "\(limit.0)")
      }
    }
    var (value, derivative) = ([S](repeating: 7, count: 3), [S](repeating: 7, count: 3))
    S.activate(.sine, [-.infinity, .infinity, .nan], into: &value, derivative: &derivative, count: 3)
    #expect(value.allSatisfy(\.isNaN) && derivative.allSatisfy(\.isNaN))
  }

  /// Derivatives made from values, at points on both sides of every bend and far into saturation.
  @Test("Slopes follow from values", arguments: scalars, Activation.allCases.filter(\.derivativeFollowsFromValue))
  func derivativesFollowFromValues(_ scalar: any KernelScalar.Type, _ activation: Activation) {
    valueDerivatives(scalar, activation)
  }

  private func valueDerivatives<S: KernelScalar>(_ type: S.Type, _ activation: Activation) {
    var generator = SplitMix(seed: 21)
    var x: [S] = [0, -0.0]
    for range in [1e-4, 1, 10, 80] { x += generator.numbers(1001, range) }
    let promise = activation.promiseOfValueDerivative(S.self)
    for factor: S in [1, -4] {
      var value = [S](repeating: .nan, count: x.count)
      S.activate(activation, x, into: &value, derivative: nil, count: x.count)
      var product = [S](repeating: factor, count: x.count)
      S.multiply(&product, byDerivativeOf: activation, value: value, count: x.count)
      for i in x.indices {
        let truth = activation.reference(x[i].wide).derivative
        #expect(promise.holds(product[i] / factor, for: truth), "\(activation)'(\(x[i])) = \(product[i] / factor)")
      }
    }
  }

  /// Odd functions are odd to the bit and do not exceed one; the tangent keeps the sign of zero.
  @Test("Odd functions are odd", arguments: scalars) func oddFunctionsAreOdd(_ scalar: any KernelScalar.Type) {
    odd(scalar)
  }

  private func odd<S: KernelScalar>(_ type: S.Type) {
    var generator = SplitMix(seed: 20)
    let x: [S] = generator.numbers(500, 30) + generator.numbers(500, 1e5) + [0]
    for activation in [Activation.tanh, .sine] {
      var (right, left) = (x, x)
      S.activate(activation, x, into: &right, derivative: nil, count: x.count)
      S.activate(activation, x.map { -$0 }, into: &left, derivative: nil, count: x.count)
      #expect(zip(right, left).allSatisfy { $0 == -$1 && abs($0) <= 1 }, "\(activation)")
      if activation == .tanh { #expect(right.last?.sign == .plus && left.last?.sign == .minus) }
    }
  }
}

import Glibc
import Jobs
import Kernels

/// Measures the kernels at the shapes of networks, next to what the core can do at best.
///
/// Products are held against a loop of fused multiply-adds on registers; kernels that do little arithmetic per number
/// against `memcpy` of as many bytes, half of them read and half written.
public enum KernelBenchmark {
  /// Measures all kernels; takes some seconds.
  public static func run(_ precisions: [JobPrecision]) -> BenchmarkTable {
    var table = BenchmarkTable(
      title: "kernels",
      note: "Products in GF/s next to the rate of a loop of multiply-adds on registers; the others in ns per element\n"
        + "(value of an array, parameter of a reduction) next to memcpy of as many bytes.",
      columns: [
        ("dtype", "type"), ("kernel", "kernel"), ("rows", "m"), ("depth", "k"), ("columns", "columns"),
        ("unit", "unit"), ("figure", "figure"), ("limit", "limit"), ("share", "share"),
      ])
    for precision in precisions {
      switch precision {
      case .float32: measure(Float.self, into: &table)
      case .float64: measure(Double.self, into: &table)
      }
    }
    return table
  }

  /// Multiply-adds of one core at best, in GF/s: two operations each.
  static func multiplyAddRate<Scalar: KernelScalar>(_ type: Scalar.Type) -> Double {
    let rounds = 100_000
    var sum = Scalar.zero
    let time = BestTime.nanoseconds { sum += Scalar.multiplyAddLoop(rounds: rounds) }
    precondition(sum.isFinite, "the sums shrink to a fixed point")
    return 2 * Double(rounds * Scalar.multiplyAddsPerRound) / time
  }

  private static func measure<Scalar: KernelScalar>(_ type: Scalar.Type, into table: inout BenchmarkTable) {
    let rate = multiplyAddRate(type)
    for shape in KernelShape.measured {
      let operands = KernelOperands<Scalar>(shape)
      for kernel in KernelOperands<Scalar>.Kernel.allCases {
        let time = BestTime.nanoseconds { operands.run(kernel) }
        let unit: String
        let figure: Double
        let limit: Double
        switch operands.work(of: kernel) {
        case .products(let operations):
          (unit, figure, limit) = ("GF/s", Double(operations) / time, rate)
        case .stream(let elements, let bytes):
          let copy = copyTime(bytes: bytes)
          (unit, figure, limit) = ("ns", time / Double(elements), copy / Double(elements))
        }
        table.add([
          .word(Scalar.typeName), .word(kernel.rawValue), .count(shape.rows), .count(shape.depth),
          .count(shape.columns), .word(unit), .figure(figure), .figure(limit),
          .figure(unit == "ns" ? limit / figure : figure / limit, digits: 2),
        ])
      }
    }
  }

  /// Nanoseconds that `memcpy` takes to move `bytes`, half of them read and half written.
  private static func copyTime(bytes: Int) -> Double {
    let half = bytes / 2
    let arena = Arena(capacity: 2 * Arena.bytes(UInt8.self, half))
    let from = arena.take(UInt8.self, half)
    let to = arena.take(UInt8.self, half)
    from.update(repeating: 1, count: half)
    return BestTime.nanoseconds { memcpy(to, from, half) }
  }
}

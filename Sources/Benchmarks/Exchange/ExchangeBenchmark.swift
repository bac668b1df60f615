import Host
import Kernels
import Messaging
import Training

/// Measures the exact exchange of gradients, next to what MPI takes for as many bytes and for the gradient alone.
public enum ExchangeBenchmark {
  /// Lengths of the gradients; 17,154 is that of W1b.
  private static let lengths = [100, 1000, 17_154, 100_000, 1_000_000]

  /// Measures; a collective call.
  public static func run(_ communicator: Communicator) throws(PathlineError) -> BenchmarkTable {
    var table = BenchmarkTable(
      title: "allreduce",
      note: "Microseconds of rank 0, medians, on \(communicator.size) ranks"
        + (communicator.usesMPI ? "" : " (without a launcher nothing is sent)")
        + ". exact: the integers that a step sums; raw: MPI_Allreduce of\n"
        + "as many bytes of float64; plain: of a gradient's own bytes, as float64. add and read: into and out of the "
        + "integers.",
      columns: [
        ("dtype", "type"), ("parameters", "parameters"), ("ranks", "ranks"), ("bytes", "bytes"), ("exact_us", "exact"),
        ("raw_us", "raw"), ("plain_us", "plain"), ("add_us", "add"), ("read_us", "read"),
      ])
    for length in lengths {
      try measure(Float.self, length, communicator, into: &table)
      try measure(Double.self, length, communicator, into: &table)
    }
    return table
  }

  private static func measure<Scalar: KernelScalar>(
    _ type: Scalar.Type, _ length: Int, _ communicator: Communicator, into table: inout BenchmarkTable
  ) throws(PathlineError) {
    let reduction = Reduction<Scalar>(parameters: length, sums: 1, ranks: communicator.size)
    let arena = Arena(
      capacity: Arena.bytes(Scalar.self, length) + Arena.bytes(Double.self, reduction.values.count))
    let gradient = arena.take(Scalar.self, length)
    for i in 0..<length { gradient[i] = Scalar(Double((i * 7919) % 2003) / 2003 - 0.5) }
    let doubles = UnsafeMutableBufferPointer(
      start: arena.take(Double.self, reduction.values.count), count: reduction.values.count)
    let plain = UnsafeMutableBufferPointer(
      rebasing: doubles[..<max(1, length * MemoryLayout<Scalar>.stride / MemoryLayout<Double>.stride)])
    reduction.reset()
    let add = BestTime.nanoseconds { _ = reduction.add(gradient: gradient) }
    let exact = try median(communicator, length) { () throws(PathlineError) in
      reduction.reset()
      try reduction.exchange(communicator)
    }
    let raw = try median(communicator, length) { () throws(PathlineError) in
      try messaging { () throws(MessagingError) in try communicator.sumInAnyOrder(doubles) }
    }
    let own = try median(communicator, length) { () throws(PathlineError) in
      try messaging { () throws(MessagingError) in try communicator.sumInAnyOrder(plain) }
    }
    let read = BestTime.nanoseconds { reduction.readGradient(scaledBy: 0.5, into: gradient) }
    table.add([
      .word(Scalar.typeName), .count(length), .count(communicator.size),
      .count(reduction.values.count * MemoryLayout<Int64>.stride), .figure(exact * 1e-3), .figure(raw * 1e-3),
      .figure(own * 1e-3), .figure(add * 1e-3), .figure(read * 1e-3),
    ])
  }

  /// The median nanoseconds of calls that start together; as many on every rank.
  private static func median(
    _ communicator: Communicator, _ length: Int, _ call: () throws(PathlineError) -> Void
  ) throws(PathlineError) -> Double {
    let calls = min(200, max(8, 1_000_000 / length))
    let warmup = 2
    var times: [Double] = []
    for index in 0..<calls + warmup {
      try messaging { () throws(MessagingError) in try communicator.barrier() }
      let start = Stopwatch.now()
      try call()
      if index >= warmup { times.append(Double(Stopwatch.now() - start)) }
    }
    return SampleSummary(times).median
  }
}

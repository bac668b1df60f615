import Glibc
import Messaging

/// Compares every collective with its closed form; the program's exit code is the verdict.
struct CollectiveCheck {
  private let ranks: Communicator

  init(_ ranks: Communicator) { self.ranks = ranks }

  /// Runs all checks with empty, small and odd messages and with lengths around the limit of one MPI call.
  func run(near limit: Int) throws(MessagingError) {
    let counts = [0, 1, 2, 3, 1001, limit - 1, limit, limit + 1, 3 * limit + 1].filter { $0 >= 0 && $0 < 100_000 }
    for count in counts {
      try checkSum(count)
      try checkSumInAnyOrder(count)
      try checkMaximum(count)
      for root in 0..<ranks.size {
        try checkBroadcast(count, from: root)
        try checkGather(count, at: root)
      }
    }
    try checkBarrier()
    print("rank \(ranks.rank) of \(ranks.size) ok")
  }

  /// Sum over ranks r of (r + 1) (i - 2) is (i - 2) N (N + 1) / 2; N times the largest integer wraps.
  private func checkSum(_ count: Int) throws(MessagingError) {
    var values = (0..<count).map { Int64(ranks.rank + 1) * Int64($0 - 2) }
    try sum(&values)
    let factor = Int64(ranks.size * (ranks.size + 1) / 2)
    require(values == (0..<count).map { factor * Int64($0 - 2) }, "sum of \(count)")
    var large = [Int64](repeating: .max, count: count)
    try sum(&large)
    require(large.allSatisfy { $0 == .max &* Int64(ranks.size) }, "wrapping sum of \(count)")
  }

  /// Halves of small whole numbers, whose sums are exact in any order.
  private func checkSumInAnyOrder(_ count: Int) throws(MessagingError) {
    var values = (0..<count).map { Double((ranks.rank + 1) * ($0 - 2)) / 2 }
    try values.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try ranks.sumInAnyOrder(buffer) }
    let factor = Double(ranks.size * (ranks.size + 1)) / 4
    require(values == (0..<count).map { factor * Double($0 - 2) }, "sum of \(count) in any order")
  }

  /// Element i is i on rank i mod N and below zero elsewhere; then -(r + 1) (i + 1), largest on rank 0.
  private func checkMaximum(_ count: Int) throws(MessagingError) {
    var values = (0..<count).map { $0 % ranks.size == ranks.rank ? Int64($0) : -1 - Int64($0) }
    try maximum(&values)
    require(values == (0..<count).map { Int64($0) }, "maximum of \(count)")
    var negative = (0..<count).map { -Int64((ranks.rank + 1) * ($0 + 1)) }
    try maximum(&negative)
    require(negative == (0..<count).map { -Int64($0 + 1) }, "maximum of \(count) negative values")
  }

  private func checkBroadcast(_ count: Int, from root: Int) throws(MessagingError) {
    let expected = (0..<count).map { UInt8(truncatingIfNeeded: 7 * $0 + root) }
    let received = try ranks.broadcast(ranks.rank == root ? expected : [1, 2, 3], from: root)
    require(received == expected, "broadcast of \(count) bytes from \(root)")
  }

  /// Rank r gives r more bytes than rank 0, so lengths differ.
  private func checkGather(_ count: Int, at root: Int) throws(MessagingError) {
    func bytes(of rank: Int) -> [UInt8] { (0..<count + rank).map { UInt8(truncatingIfNeeded: 31 * $0 + 17 * rank) } }
    let received = try ranks.gather(bytes(of: ranks.rank), at: root)
    let expected = ranks.rank == root ? (0..<ranks.size).map(bytes(of:)) : []
    require(received == expected, "gather of \(count) bytes at \(root)")
  }

  /// No rank leaves a barrier before the last one, which sleeps, has come; the clock is the host's.
  private func checkBarrier() throws(MessagingError) {
    let last = ranks.size - 1
    if ranks.rank == last { usleep(100_000) }
    let arrival = nanoseconds
    try ranks.barrier()
    let departure = nanoseconds
    let sent = try ranks.broadcast(withUnsafeBytes(of: arrival, Array.init), from: last)
    require(departure >= sent.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }, "barrier")
  }

  private var nanoseconds: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private func sum(_ values: inout [Int64]) throws(MessagingError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try ranks.sum(buffer) }
  }

  private func maximum(_ values: inout [Int64]) throws(MessagingError) {
    try values.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try ranks.maximum(buffer) }
  }

  private func require(_ condition: Bool, _ what: String) {
    guard !condition else { return }
    print("rank \(ranks.rank) of \(ranks.size): wrong \(what)")
    ranks.abort(code: 1)
  }
}

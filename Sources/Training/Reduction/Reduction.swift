import Host
import Kernels
import Messaging

/// Everything the ranks sum after a step, in one buffer of integers and one message.
///
/// Gradient and sums are exact: limbs of `Int64` whose addition has one result whatever the order. So the bits of the
/// totals do not depend on how many ranks there are or on which of them solved what.
///
/// | part | integers |
/// |---|---|
/// | gradient | limbs of the scalar type, `[limbs, parameters]` |
/// | sums | 4 limbs each |
/// | counts | one for each ``CountKey`` |
/// | busy | nanoseconds of each rank, each in a place of its own |
package final class Reduction<Scalar: KernelScalar> {
  /// Length of the gradient; 0 for none.
  package let parameters: Int
  /// All integers in the order of the table.
  package let values: UnsafeMutableBufferPointer<Int64>

  private let arena: Arena
  private let sumsStart: Int
  private let countsStart: Int
  private let busyStart: Int
  /// The ranks that share the sums.
  private let ranks: Int
  /// How many summands a rank may add to a sum before it carries: all ranks together no more than a sum has room for.
  private let room: Int
  /// The largest first limb of a carried sum, in magnitude: those of all ranks together leave half of an `Int64` free.
  private let largest: Int64
  /// The summands since the last carry, that counted as one: of the gradient, and of each sum.
  private var summands: (gradient: Int, sums: [Int])

  /// Plans the buffer.
  ///
  /// - Parameters:
  ///   - parameters: length of the gradient; 0 for none.
  ///   - sums: how many numbers are summed besides.
  ///   - ranks: how many ranks share the sums.
  package init(parameters: Int, sums: Int, ranks: Int) {
    self.parameters = parameters
    self.ranks = ranks
    room = max(2, ExactSum.room / ranks)
    largest = (1 << 61) / Int64(ranks)
    summands = (0, [Int](repeating: 0, count: sums))
    sumsStart = Scalar.exactLimbCount * parameters
    countsStart = sumsStart + 4 * sums
    busyStart = countsStart + CountKey.allCases.count
    let count = busyStart + ranks
    arena = Arena(capacity: Arena.bytes(Int64.self, count))
    values = UnsafeMutableBufferPointer(start: arena.take(Int64.self, count), count: count)
  }

  /// Makes everything zero.
  package func reset() {
    values.update(repeating: 0)
    summands.gradient = 0
    for sum in summands.sums.indices { summands.sums[sum] = 0 }
  }

  /// Adds a group's gradient.
  ///
  /// Returns the index of the first component that is not finite or too large, or of which the sum has become too
  /// large, if there is one.
  package func add(gradient: UnsafePointer<Scalar>) -> Int? {
    if summands.gradient == room {
      if let full = Scalar.carryExactly(values.baseAddress!, count: parameters, limit: largest) { return full }
      summands.gradient = 1
    }
    summands.gradient += 1
    return Scalar.accumulateExactly(gradient, count: parameters, into: values.baseAddress!)
  }

  /// Adds a number to a sum; false if it is not finite or too large, or the sum has become too large.
  func add(_ value: Double, to sum: Int) -> Bool {
    if summands.sums[sum] == room {
      let start = values.baseAddress! + sumsStart + 4 * sum
      guard Double.carryExactly(start, count: 1, limit: largest) == nil else { return false }
      summands.sums[sum] = 1
    }
    summands.sums[sum] += 1
    var exact = ExactSum(limbs: limbs(sum))
    guard exact.add(value) else { return false }
    for limb in 0..<4 { values[sumsStart + 4 * sum + limb] = exact.limbs[limb] }
    return true
  }

  /// A count.
  subscript(key: CountKey) -> Int {
    get { Int(values[countsStart + key.rawValue]) }
    set { values[countsStart + key.rawValue] = Int64(newValue) }
  }

  /// Notes how long a rank was busy, in nanoseconds.
  func setBusy(_ nanoseconds: Int64, rank: Int) { values[busyStart + rank] = nanoseconds }

  /// Replaces everything by the sums over the ranks; a collective call.
  package func exchange(_ communicator: Communicator) throws(PathlineError) {
    try messaging { () throws(MessagingError) in try communicator.sum(values) }
  }

  /// A sum, rounded to within one unit in the last place.
  func sum(_ index: Int) -> Double { ExactSum(limbs: limbs(index)).value }

  /// Writes the summed gradient times a factor.
  package func readGradient(scaledBy factor: Double, into gradient: UnsafeMutablePointer<Scalar>) {
    Scalar.readExactly(values.baseAddress!, count: parameters, scaledBy: factor, into: gradient)
  }

  /// The busiest rank's time over the mean; 1 when nobody was busy.
  var imbalance: Double {
    var (total, most) = (0.0, 0.0)
    for rank in 0..<ranks {
      let busy = Double(values[busyStart + rank])
      total += busy
      most = max(most, busy)
    }
    return total > 0 ? most * Double(ranks) / total : 1
  }

  private func limbs(_ sum: Int) -> SIMD4<Int64> {
    let start = sumsStart + 4 * sum
    return SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
  }
}

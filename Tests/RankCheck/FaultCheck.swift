import Glibc
import Messaging

/// Does what goes wrong in real runs, for a test to watch from outside.
struct FaultCheck {
  private let ranks: Communicator

  init(_ ranks: Communicator) { self.ranks = ranks }

  /// Prints the error of a broadcast from a rank that does not exist.
  func failingCall() {
    do {
      _ = try ranks.broadcast([1], from: ranks.size)
      print("no error")
    } catch {
      print("error \(error)")
    }
  }

  /// Ends all ranks from the last one, while the others wait for it.
  func abort(code: Int32) throws(MessagingError) {
    announce()
    try ranks.barrier()
    if ranks.rank == ranks.size - 1 {
      // mpirun needs a moment to pass on what the other ranks printed.
      usleep(200_000)
      // Into a pipe or file output is fully buffered, so only a flush shows this.
      print("last words", terminator: "")
      ranks.abort(code: code)
    }
    try ranks.barrier()
    print("survived")
  }

  /// Talks to the other ranks until something ends this one; gives up after 30 s.
  func waitForEver() throws(MessagingError) {
    announce()
    for _ in 0..<3000 {
      try ranks.barrier()
      usleep(10_000)
    }
    print("survived")
  }

  /// Waits for a signal, then sums the signals of all ranks; gives up after 30 s.
  func waitForSignal() throws(MessagingError) {
    StopSignal.install()
    announce()
    for _ in 0..<3000 where StopSignal.received == nil { usleep(10_000) }
    guard let signal = StopSignal.received else { ranks.abort(code: 1) }
    var total = [Int64(signal)]
    try total.withUnsafeMutableBufferPointer { buffer throws(MessagingError) in try ranks.sum(buffer) }
    print("rank \(ranks.rank) got \(StopSignal.name(of: signal)) total \(total[0])")
    fflush(nil)
    // A second signal of the kind that ends the process at once would do so here.
    StopSignal.forget()
    for _ in 0..<30 where StopSignal.received == nil { usleep(10_000) }
    if let second = StopSignal.received { print("rank \(ranks.rank) got a second \(StopSignal.name(of: second))") }
  }

  private func announce() {
    print("ready \(getpid())")
    fflush(nil)
  }
}

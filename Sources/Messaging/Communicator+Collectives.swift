import CMPI

extension Communicator {
  /// Replaces values by their sums over all ranks; a sum that leaves 64 bits wraps.
  ///
  /// Integer sums have one value whatever the order, so the result does not depend on the number of ranks or on how
  /// the library sums. The corresponding C function is `MPI_Allreduce` with `MPI_SUM`.
  /// - Parameter values: As many on every rank; replaced in place.
  public func sum(_ values: UnsafeMutableBufferPointer<Int64>) throws(MessagingError) {
    guard usesMPI else { return }
    try forEachPart(of: values.count) { start, count throws(MessagingError) in
      try call("MPI_Allreduce", pathline_mpi_sum(values.baseAddress.map { $0 + start }, count))
    }
  }

  /// Replaces values by their sums over all ranks, added in whatever order the library likes.
  ///
  /// The bits may differ from one number of ranks to another, so nothing that a run computes may go this way: it is
  /// what the exact sum is measured against. The corresponding C function is `MPI_Allreduce` with `MPI_SUM`.
  /// - Parameter values: As many on every rank; replaced in place.
  public func sumInAnyOrder(_ values: UnsafeMutableBufferPointer<Double>) throws(MessagingError) {
    guard usesMPI else { return }
    try forEachPart(of: values.count) { start, count throws(MessagingError) in
      try call("MPI_Allreduce", pathline_mpi_sum_doubles(values.baseAddress.map { $0 + start }, count))
    }
  }

  /// Replaces values by their maxima over all ranks.
  ///
  /// The corresponding C function is `MPI_Allreduce` with `MPI_MAX`.
  /// - Parameter values: As many on every rank; replaced in place.
  public func maximum(_ values: UnsafeMutableBufferPointer<Int64>) throws(MessagingError) {
    guard usesMPI else { return }
    try forEachPart(of: values.count) { start, count throws(MessagingError) in
      try call("MPI_Allreduce", pathline_mpi_maximum(values.baseAddress.map { $0 + start }, count))
    }
  }

  /// Gives every rank the bytes of one rank.
  ///
  /// The corresponding C function is `MPI_Bcast`.
  /// - Parameters:
  ///   - bytes: Read on the root only; the other ranks need not know how many there are.
  ///   - root: The rank that sends.
  /// - Returns: The root's bytes, on every rank.
  public func broadcast(_ bytes: [UInt8], from root: Int) throws(MessagingError) -> [UInt8] {
    guard usesMPI else {
      try requireAlone(root, "MPI_Bcast")
      return bytes
    }
    var length = Int64(bytes.count)
    try call("MPI_Bcast", pathline_mpi_broadcast(&length, Int32(MemoryLayout<Int64>.size), Int32(root)))
    var result = rank == root ? bytes : [UInt8](repeating: 0, count: Int(length))
    try forEachPart(of: result.count) { start, count throws(MessagingError) in
      let code = result.withUnsafeMutableBytes { buffer in
        pathline_mpi_broadcast(buffer.baseAddress.map { $0 + start }, count, Int32(root))
      }
      try call("MPI_Bcast", code)
    }
    return result
  }

  /// Collects the bytes of every rank on one rank.
  ///
  /// The corresponding C functions are `MPI_Gather` for the lengths and `MPI_Send` and `MPI_Recv` for the bytes:
  /// `MPI_Gatherv` could not address more than 2^31 bytes.
  /// - Parameters:
  ///   - bytes: What this rank gives; lengths may differ.
  ///   - root: The rank that receives.
  /// - Returns: On the root the bytes of rank 0, 1, ...; on other ranks nothing.
  public func gather(_ bytes: [UInt8], at root: Int) throws(MessagingError) -> [[UInt8]] {
    guard usesMPI else {
      try requireAlone(root, "MPI_Gather")
      return [bytes]
    }
    var length = Int64(bytes.count)
    var lengths = [Int64](repeating: 0, count: rank == root ? size : 0)
    try call("MPI_Gather", pathline_mpi_gather(&length, &lengths, Int32(root)))
    guard rank == root else {
      try forEachPart(of: bytes.count) { start, count throws(MessagingError) in
        let code = bytes.withUnsafeBytes { buffer in
          pathline_mpi_send(buffer.baseAddress.map { $0 + start }, count, Int32(root))
        }
        try call("MPI_Send", code)
      }
      return []
    }
    var result: [[UInt8]] = []
    for source in 0..<size {
      guard source != root else {
        result.append(bytes)
        continue
      }
      var received = [UInt8](repeating: 0, count: Int(lengths[source]))
      try forEachPart(of: received.count) { start, count throws(MessagingError) in
        let code = received.withUnsafeMutableBytes { buffer in
          pathline_mpi_receive(buffer.baseAddress.map { $0 + start }, count, Int32(source))
        }
        try call("MPI_Recv", code)
      }
      result.append(received)
    }
    return result
  }

  /// Waits until every rank has come here.
  ///
  /// The corresponding C function is `MPI_Barrier`.
  public func barrier() throws(MessagingError) {
    if usesMPI { try call("MPI_Barrier", pathline_mpi_barrier()) }
  }

  /// Cuts a message into parts that a 32-bit count can say.
  private func forEachPart(
    of total: Int, _ body: (_ start: Int, _ count: Int32) throws(MessagingError) -> Void
  ) throws(MessagingError) {
    var start = 0
    while start < total {
      let count = min(largestCount, total - start)
      try body(start, Int32(count))
      start += count
    }
  }

  private func requireAlone(_ root: Int, _ function: String) throws(MessagingError) {
    guard root == 0 else {
      throw MessagingError(function: function, code: 0, problem: "there is no rank \(root) in a run of one rank")
    }
  }
}

import Host
import Messaging

extension MemoryDemand {
  /// Makes sure that the ranks of every host find the memory they are going to take; a collective call.
  ///
  /// - Throws: A `.job` error that names what asks for most, and how much, on all ranks.
  func require(_ communicator: Communicator) throws(PathlineError) {
    let line = "\(total.value)\t\(communicator.hostName)"
    let all = try messaging { () throws(MessagingError) in
      let lines = try communicator.gather(Array(line.utf8), at: 0)
      return try communicator.broadcast(Array(lines.joined(separator: [0])), from: 0)
    }
    let here = all.split(separator: 0).compactMap { entry -> Int? in
      let fields = String(decoding: entry, as: UTF8.self).split(separator: "\t", maxSplits: 1)
      return fields.count == 2 && fields[1] == communicator.hostName ? Int(fields[0]) : nil
    }
    try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      try require(of: here, on: communicator.hostName, host: .host(), process: .process())
    }
  }
}

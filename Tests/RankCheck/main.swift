import Glibc
import Messaging

// What the tests of `Messaging` start, alone and under mpirun: `RankCheck CHECK [ARGUMENT]`. It is a program of its own
// because MPI is called from the first thread only, and Swift Testing runs tests on others.

let arguments = CommandLine.arguments
let argument = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0
do {
  let ranks = try Communicator.start(largestCount: arguments[1] == "collectives" ? argument : 1 << 30)
  switch arguments[1] {
  case "identity": print("rank \(ranks.rank) of \(ranks.size) MPI \(ranks.usesMPI) host \(ranks.hostName)")
  case "collectives": try CollectiveCheck(ranks).run(near: argument)
  case "error": FaultCheck(ranks).failingCall()
  case "abort": try FaultCheck(ranks).abort(code: Int32(argument))
  case "wait": try FaultCheck(ranks).waitForEver()
  case "signal": try FaultCheck(ranks).waitForSignal()
  case "report": try printReport(of: ranks)
  default: ranks.abort(code: 2)
  }
  try ranks.finish()
} catch {
  print("refused: \(error)")
  exit(7)
}

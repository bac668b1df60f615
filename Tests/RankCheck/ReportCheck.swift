import Messaging

/// Prints what a report holds, on rank 0, in lines a test can read.
func printReport(of ranks: Communicator) throws(MessagingError) {
  guard let report = try ranks.report() else { return }
  print("library \(report.library)")
  print("standard \(report.standard)")
  print("threads \(report.threadLevel ?? "none")")
  print("launcher \(report.launcher ?? "none")")
  for place in report.ranks {
    print("rank \(place.rank) host \(place.host) process \(place.process) cpus \(place.cpuList)")
    print("shared memory \(place.sharedMemoryFree.map(String.init) ?? "none")")
  }
  for variable in report.variables { print("variable \(variable.name)=\(variable.value)") }
  for warning in report.warnings { print("warning \(warning)") }
}

import Foundation
import Messaging
import TestSupport
import Testing

@Suite("The report of doctor", .serialized, .timeLimit(.minutes(1)))
struct ReportTests {
  private func place(_ rank: Int, _ host: String, _ cpus: [Int], shared: Int? = 1 << 30) -> RankPlace {
    RankPlace(rank: rank, host: host, process: 100 + rank, allowedCPUs: cpus, sharedMemoryFree: shared)
  }

  @Test("a place survives the way to another rank")
  func coding() throws {
    for original in [
      place(0, "node1", [0, 1, 2, 64]), place(12, "node-2.cluster", [], shared: nil), place(3, "", [7], shared: 0),
    ] {
      #expect(RankPlace(encoded: original.encoded) == original)
    }
    for damaged in ["", "1\thost\t2\t0", "x\thost\t2\t0\t", "1\thost\t2\t0,a\t", "1\thost\t2\t0\tmuch"] {
      #expect(RankPlace(encoded: Array(damaged.utf8)) == nil)
    }
  }

  @Test("CPUs are listed as ranges")
  func cpuList() {
    #expect(place(0, "a", []).cpuList == "")
    #expect(place(0, "a", [5]).cpuList == "5")
    #expect(place(0, "a", [0, 1, 2, 3, 8, 10, 11]).cpuList == "0-3,8,10-11")
  }

  @Test("ranks that outnumber a host's CPUs are warned about, by host")
  func oversubscription() {
    let fits = [place(0, "a", [0, 1]), place(1, "a", [0, 1]), place(2, "b", [0])]
    #expect(MPIReport.warnings(for: fits).isEmpty)
    let boundToOneCore = [place(0, "a", [0]), place(1, "a", [0]), place(2, "b", [0])]
    #expect(MPIReport.warnings(for: boundToOneCore).map { $0.prefix(23) } == ["a: 2 ranks share 1 CPU("])
    let crowded = (0..<5).map { place($0, "b", [0, 1]) }
    #expect(MPIReport.warnings(for: crowded).map { $0.prefix(23) } == ["b: 5 ranks share 2 CPU("])
  }

  @Test("too little shared memory is warned about where ranks share a host")
  func sharedMemory() {
    let small = (0..<4).map { place($0, "a", [0, 1, 2, 3], shared: 20 << 20) }
    #expect(MPIReport.warnings(for: small).map { $0.prefix(25) } == ["a: /dev/shm has 20 MiB fr"])
    #expect(MPIReport.warnings(for: [place(0, "a", [0], shared: 0)]).isEmpty)
  }

  @Test("under mpirun the report agrees with what mpirun, taskset and the kernel say")
  func underLauncher() throws {
    let cpus = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
      .first { $0.hasPrefix("Cpus_allowed_list:") }?.split(separator: "\t").last.map(String.init)
    let outcome = try rankRun(["report"], ranks: 2, options: ["--bind-to", "none"]).finish()
    #expect(outcome.code == 0, "\(outcome.output)")
    #expect(outcome.lines(startingWith: "library Open MPI v").count == 1)
    #expect(outcome.lines.contains("threads MPI_THREAD_FUNNELED"))
    #expect(outcome.lines.contains("launcher Open MPI's mpirun"))
    #expect(outcome.lines.contains("variable OMPI_COMM_WORLD_SIZE=2"))
    let places = outcome.lines(startingWith: "rank ")
    #expect(places.count == 2)
    for (rank, line) in places.enumerated() {
      #expect(line.hasPrefix("rank \(rank) host \(ProcessInfo.processInfo.hostName.split(separator: ".")[0])"))
      #expect(line.hasSuffix("cpus \(try #require(cpus))"))
    }
    let sharesOneCPU = ProcessInfo.processInfo.activeProcessorCount < 2
    #expect(outcome.lines(startingWith: "warning").isEmpty == !sharesOneCPU)
  }

  @Test("two ranks bound to one CPU are warned about")
  func boundTogether() throws {
    let outcome = try rankRun(["report"], ranks: 2, options: ["--bind-to", "none", "taskset", "-c", "0"]).finish()
    #expect(outcome.lines(startingWith: "warning").count == 1, "\(outcome.output)")
    #expect(outcome.output.contains("2 ranks share 1 CPU(s)"))
  }

  @Test("without a launcher the report has one rank and no thread level")
  func alone() throws {
    let outcome = try rankRun(["report"], ranks: nil).finish()
    #expect(outcome.code == 0)
    #expect(outcome.lines(startingWith: "rank ").count == 1)
    #expect(outcome.lines.contains("threads none"))
    #expect(outcome.lines.contains("launcher none"))
  }
}

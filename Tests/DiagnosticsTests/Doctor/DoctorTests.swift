import Foundation
import Host
import Kernels
import Messaging
import TestSupport
import Testing
import Text

@testable import Diagnostics

@Suite struct DoctorTests {
  private func facts(_ host: String = "a") -> RankFacts {
    let probe = DirectoryProbe(path: "/work", freeBytes: 1 << 40, failure: nil, locks: .work)
    return RankFacts(
      host: host, cpu: "Z80", missing: [], hdf5: "1.2.3", directory: probe, temporary: DirectoryProbe(path: "/tmp"))
  }

  private func levels(_ findings: [Finding]) -> [Finding.Level] { findings.map(\.level) }

  @Test("This CPU has what this build uses: the tests run on it")
  func thisCPU() {
    #expect(RankFacts.here(host: "h").missing ?? [] == [])
    #expect([128, 256, 512].contains(CPUTarget.vectorBits))
    #expect(CPUTarget.features.contains("fma") == (CPUTarget.hasFusedMultiplyAdd && !CPUTarget.features.isEmpty))
    #expect(CPUTarget.features.contains("avx512f") == (CPUTarget.vectorBits == 512))
  }

  @Test("A CPU that lacks what the build uses is a problem, once for its host")
  func missingFeatures() {
    var poor = facts("b")
    poor.missing = ["avx2", "fma"]
    let findings = DoctorReport.judgeProcessors([facts(), poor, poor], vectorBits: 256, fused: true)
    #expect(levels(findings) == [.ok, .problem])
    #expect(findings[1].text.contains("b: the Z80 CPU lacks avx2, fma") && findings[1].kind == .ranks)
    #expect(findings[1].cure.contains("PATHLINE_MARCH"))
    var silent = facts()
    silent.missing = nil
    #expect(levels(DoctorReport.judgeProcessors([silent], vectorBits: 256, fused: true)) == [.warning])
    #expect(levels(DoctorReport.judgeProcessors([facts()], vectorBits: 128, fused: false)) == [.ok, .warning])
  }

  @Test("Another HDF5 than the one compiled with is a problem")
  func libraries() {
    #expect(levels(DoctorReport.judgeLibraries([facts()], compiled: "1.2.3")) == [.ok])
    let other = DoctorReport.judgeLibraries([facts("a"), facts("b")], compiled: "1.2.4")
    #expect(levels(other) == [.problem, .problem] && other[1].text.hasPrefix("b: runs with HDF5 1.2.3"))
    #expect(other[0].kind == .io)
    var bare = facts()
    bare.readsDeflate = false
    #expect(levels(DoctorReport.judgeLibraries([bare], compiled: "1.2.3")) == [.ok, .warning])
  }

  @Test("Directories are judged by right, room and locks")
  func directories() {
    #expect(levels(DoctorReport.judgeDirectories([facts()])) == [.ok, .ok, .ok])
    var full = facts()
    full.directory.failure = "No space left on device"
    let findings = DoctorReport.judgeDirectories([facts(), full])
    #expect(levels(findings) == [.problem, .ok] && findings[0].kind == .io)
    var scarce = facts()
    scarce.directory.freeBytes = 1 << 20
    scarce.directory.locks = .refused
    scarce.temporary.failure = "Permission denied"
    #expect(levels(DoctorReport.judgeDirectories([scarce])) == [.warning, .warning, .warning])
    scarce.directory.locks = .ineffective
    #expect(DoctorReport.judgeDirectories([scarce])[1].text.contains("grants one lock twice"))
    var elsewhere = facts("b")
    elsewhere.directory = DirectoryProbe(path: "/home", freeBytes: 1 << 40, locks: .work)
    #expect(
      DoctorReport.judgeDirectories([facts(), elsewhere])[0].text.contains("different directories: /work, /home"))
  }

  @Test("Facts survive the way to another rank")
  func coding() {
    var odd = facts("node \"1\"")
    odd.missing = nil
    odd.hasWiderVectors = true
    odd.readsDeflate = false
    odd.directory = DirectoryProbe(path: "/a\nb", freeBytes: nil, failure: "r\u{e9}fus\u{e9}", locks: .ineffective)
    for original in [facts(), odd, RankFacts.here(host: "h")] {
      #expect(RankFacts(encoded: original.encoded) == original)
    }
    for damaged in ["", "{}", "[1]", "{\"host\": 3}"] { #expect(RankFacts(encoded: Array(damaged.utf8)) == nil) }
  }

  @Test("Ranks that crowd a host, or share it without shared memory, are warned of")
  func places() {
    func place(_ rank: Int, _ cpus: [Int], shared: Int?) -> RankPlace {
      RankPlace(rank: rank, host: "a", process: rank, allowedCPUs: cpus, sharedMemoryFree: shared)
    }
    #expect(levels(DoctorReport.judgePlaces([place(0, [0], shared: nil)])) == [.ok])
    let fits = DoctorReport.judgePlaces([place(0, [0], shared: 1 << 30), place(1, [1], shared: 1 << 30)])
    #expect(levels(fits) == [.ok, .ok] && fits[0].text == "a: 2 ranks on 2 CPUs")
    let crowded = DoctorReport.judgePlaces([place(0, [0], shared: 1 << 30), place(1, [0], shared: 1 << 30)])
    #expect(levels(crowded) == [.warning, .ok] && crowded[0].cure.hasPrefix("Start fewer ranks"))
    let small = DoctorReport.judgePlaces([place(0, [0], shared: 1 << 20), place(1, [1], shared: 1 << 20)])
    #expect(levels(small) == [.warning, .ok] && small[0].text.contains("/dev/shm"))
    let unlike = DoctorReport.judgePlaces([place(0, [0], shared: 3 << 30), place(1, [1], shared: 2 << 30)])
    #expect(unlike[1].text.contains(ByteCount(bytes: 2 << 30).rounded))
    let none = DoctorReport.judgePlaces([place(0, [0], shared: nil), place(1, [1], shared: nil)])
    #expect(levels(none) == [.ok, .warning])
  }

  @Test("The first problem gives the exit code, and every finding is printed with its cure")
  func report() {
    var bad = facts()
    bad.directory.failure = "Read-only file system"
    bad.missing = ["avx"]
    // 1.2.3 is nobody's HDF5: an input and output problem, before that of the CPU.
    let report = DoctorReport(mpi: .withoutRanks, ranks: [bad], failure: nil, variables: [("X", "1")], launchers: [])
    #expect(report.exitCode == .inputOutput)
    #expect(report.findings.filter { $0.level == .problem }.count == 3)
    let text = report.lines.joined(separator: "\n")
    for finding in report.findings {
      #expect(text.contains(finding.text) && (finding.cure.isEmpty || text.contains("cure: " + finding.cure)))
    }
    #expect(text.contains("Open MPI v") && text.contains("no mpirun or srun"))
  }

  @Test("One rank without a launcher is examined without MPI")
  func alone() throws {
    var lines: [String] = []
    let code = try Doctor.examine("doctor") { lines.append($0) }
    #expect([.done, .inputOutput].contains(code))
    #expect(lines.contains { $0.contains("not started: one rank needs no MPI") })
    #expect(lines.contains { $0.contains("HDF5") } && lines.contains("Findings"))
  }
}

import Kernels
import Messaging
import Storage
import Text

extension DoctorReport {
  /// The facts and findings as text for people.
  public var lines: [String] {
    var lines = section(
      "MPI",
      [
        ("library", "\(mpi.library), MPI \(mpi.standard)"),
        ("threads", mpi.threadLevel ?? "not started: one rank needs no MPI (mpirun -np 1 pathline doctor starts it)"),
        ("launcher", mpi.launcher ?? "none"),
        ("in PATH", launchers.isEmpty ? "no mpirun or srun" : launchers.joined(separator: ", ")),
      ])
    lines += ["", "Ranks"] + rankTable.lines(indentation: 2)
    lines += [""] + section("Build", [("CPU", buildText), ("HDF5", HDF5Version.compiled)])
    let variables = mpi.variables + variables
    if !variables.isEmpty { lines += [""] + section("Variables", variables) }
    lines += ["", "Findings"]
    for finding in findings {
      let level = finding.level.rawValue
      lines.append("  \(level)\(String(repeating: " ", count: 9 - level.count))\(finding.text)")
      if !finding.cure.isEmpty { lines.append("  \(String(repeating: " ", count: 9))cure: \(finding.cure)") }
    }
    return lines
  }

  private var buildText: String {
    let fused = CPUTarget.hasFusedMultiplyAdd ? "with" : "without"
    return "vectors of \(CPUTarget.vectorBits) bits, \(fused) fused multiply-add; "
      + (CPUTarget.features.isEmpty ? "no further features" : CPUTarget.features.joined(separator: " "))
  }

  private var rankTable: TextTable {
    var table = TextTable(
      [.right, .left, .right, .left, .right, .left],
      headings: ["rank", "host", "process", "CPUs", "/dev/shm free", "CPU"])
    for (index, place) in mpi.ranks.enumerated() {
      table.add([
        "\(place.rank)", place.host, "\(place.process)", place.cpuList,
        place.sharedMemoryFree.map { ByteCount(bytes: $0).rounded } ?? "none",
        processors.indices.contains(index) ? processors[index] : "",
      ])
    }
    return table
  }

  private func section(_ heading: String, _ entries: [(name: String, value: String)]) -> [String] {
    var table = TextTable([.left, .left])
    for entry in entries { table.add([entry.name, entry.value]) }
    return [heading] + table.lines(indentation: 2)
  }
}

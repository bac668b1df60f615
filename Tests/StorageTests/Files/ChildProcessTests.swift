import Foundation
import Storage
import TestSupport
import Testing

/// What only a process of its own can show: death in the middle of a write, a full disk, missing rights.
@Suite(.serialized) struct ChildProcessTests {
  @Test("Killed writers leave a complete file") func killedWritersLeaveACompleteFile() throws {
    let scratch = Scratch()
    let path = scratch.file("state.h5")
    var left = 0
    var generator = SplitMix(seed: 6)
    // A slow or busy machine may need more trials, and more time in each, until one strikes in the middle of a publish.
    for trial in 0..<500 where trial < 50 || left == 0 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: probePath)
      process.arguments = ["forever", path]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      // The probe says when it starts to publish.
      _ = pipe.fileHandleForReading.readData(ofLength: 5)
      usleep(UInt32.random(in: 0..<30_000 * UInt32(1 + trial / 50), using: &generator))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      left += scratch.names.count { $0.hasSuffix(".tmp") }
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let values = try HDF5File.openSealed(path).dataset("x").read(Double.self)
      let isWhole = values == Array(repeating: values[0], count: values[0] == 1 ? 50_000 : 80_000)
      #expect(isWhole, "trial \(trial)")
      try AtomicFile.sweep(scratch.path)
      #expect(scratch.names == ["state.h5"])
    }
    #expect(left > 0, "no trial has struck")
  }

  @Test("A full disk is reported and harmless") func aFullDiskIsReportedAndHarmless() throws {
    let scratch = Scratch()
    let script = "mount -t tmpfs -o size=3m none \"$1\" && \"$0\" full \"$1\" && ls -A \"$1\""
    let rights = getuid() == 0 ? ["-m"] : ["-r", "-m"]
    let child = try run(["unshare"] + rights + ["sh", "-c", script, probePath, scratch.path])
    let lines = child.output.split(separator: "\n").map { String($0) }
    #expect(child.code == 0, "\(child.output)")
    try #require(lines.count == 7, "\(child.output)")
    for line in lines[..<3] {
      #expect(line.hasPrefix("\(ENOSPC) ") && line.contains("no space left on device; free space"), "\(line)")
    }
    #expect(lines[3] == "intact true")
    #expect(lines[4] == "\(ENOSPC) true")
    #expect(lines[5...] == ["log", "state.h5"])
  }

  @Test("A directory without rights is reported") func aDirectoryWithoutRightsIsReported() throws {
    let scratch = Scratch()
    chmod(scratch.path, 0o555)
    defer { chmod(scratch.path, 0o755) }
    let user = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
    let child = try run(user + [probePath, "once", scratch.file("a.h5")])
    #expect(child.code == 1)
    #expect(child.output.contains("permission denied; check the owner and mode"), "\(child.output)")
    #expect(scratch.names == [])
  }

  @Test("Another process writes the same bytes") func anotherProcessWritesTheSameBytes() throws {
    let first = try run([probePath, "hash"])
    // Memory that is handed out is filled with different bytes: none of them may reach the file.
    let second = try run([probePath, "hash"], environment: ["MALLOC_PERTURB_": "165"])
    let third = try run(
      [probePath, "hash"], environment: ["MALLOC_PERTURB_": "90", "TZ": "Asia/Tokyo", "LC_ALL": "C"])
    #expect(first.code == 0 && first.output.count == 65)
    #expect(second.output == first.output)
    #expect(third.output == first.output)
  }
}

import Foundation
import Host
import TestSupport
import Testing

/// The memory that the kernel says there is.
@Suite struct MemoryLimitTests {
  /// The files of a kernel in a directory.
  private func kernel(_ groups: String, _ limits: [String: String]) -> Scratch {
    let scratch = Scratch()
    func write(_ text: String, _ path: String) {
      let file = URL(filePath: scratch.path).appending(path: path)
      try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: file.path(), contents: Data(text.utf8))
    }
    write("MemTotal:       1000 kB\nMemFree:  7 kB\n", "proc/meminfo")
    write(groups, "proc/self/cgroup")
    for (path, text) in limits { write(text + "\n", "sys/fs/cgroup/" + path) }
    return scratch
  }

  @Test("Control groups of both versions limit, those around them too, and no limit is none")
  func groups() {
    func bytes(_ groups: String, _ limits: [String: String]) -> Int? {
      let kernel = kernel(groups, limits)
      return MemoryLimit.host(root: kernel.path)?.bytes
    }
    let machine = 1000 << 10
    #expect(bytes("0::/\n", [:]) == machine)
    #expect(bytes("0::/\n", ["memory.max": "5000"]) == 5000)
    #expect(bytes("0::/a/b\n", ["a/b/memory.max": "max", "a/memory.max": "6000"]) == 6000)
    #expect(bytes("0::/a/b\n", ["a/b/memory.max": "4000", "a/memory.max": "6000"]) == 4000)
    #expect(bytes("4:cpu,memory:/job\n0::/\n", ["memory/job/memory.limit_in_bytes": "7000"]) == 7000)
    #expect(bytes("4:cpu:/job\n", ["memory/job/memory.limit_in_bytes": "7000"]) == machine)
    #expect(bytes("4:memory:/\n", ["memory/memory.limit_in_bytes": "9223372036854771712"]) == machine)
    #expect(MemoryLimit.host(root: "/nowhere") == nil)
  }

  @Test("The machine of this test has memory, and a demand within it passes")
  func here() throws {
    let host = try #require(MemoryLimit.host())
    #expect(host.bytes > 64 << 20 && host.bytes <= Int(ProcessInfo.processInfo.physicalMemory))
  }
}

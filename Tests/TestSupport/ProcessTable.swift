import Foundation

/// What `/proc` says about processes.
package enum ProcessTable {
  /// The processes a process started, theirs, and so on.
  package static func descendants(of ancestor: Int32) -> [Int32] {
    var parents: [Int32: Int32] = [:]
    for process in all { parents[process] = parent(of: process) }
    var found: [Int32] = []
    var generation: Set<Int32> = [ancestor]
    while !generation.isEmpty {
      generation = Set(parents.filter { generation.contains($0.value) }.keys)
      found += generation.sorted()
    }
    return found
  }

  /// The processes whose command line holds a text; those that have ended and wait to be asked for have none.
  package static func mentioning(_ text: String) -> [Int32] {
    all.filter { contents("/proc/\($0)/cmdline").contains(text) && $0 != getpid() }
  }

  /// The value an environment variable had when a process started; `nil` without one.
  package static func variable(_ name: String, of process: Int32) -> String? {
    contents("/proc/\(process)/environ").split(separator: "\0").first { $0.hasPrefix(name + "=") }
      .map { String($0.dropFirst(name.count + 1)) }
  }

  /// Waits until all processes have ended.
  package static func allGone(_ processes: [Int32], within limit: Double) -> Bool {
    wait(limit) { processes.allSatisfy(hasEnded) }
  }

  /// Asks again and again until a condition holds; false when it does not hold in time.
  package static func wait(_ limit: Double, until holds: () -> Bool) -> Bool {
    let end = Date() + limit
    while true {
      if holds() { return true }
      if Date() > end { return false }
      usleep(2_000)
    }
  }

  /// A process whose parent did not live to hear of its end stays in the process table as a zombie, state `Z`, until
  /// process 1 asks for it, which not every container's process 1 does.
  private static func hasEnded(_ process: Int32) -> Bool {
    fields(of: process).first.map { $0 == "Z" } ?? true
  }

  private static var all: [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
  }

  private static func parent(of process: Int32) -> Int32? {
    fields(of: process).dropFirst().first.flatMap { Int32($0) }
  }

  /// State, parent and so on: what follows the program's name, which may hold anything but is in brackets.
  private static func fields(of process: Int32) -> [Substring] {
    contents("/proc/\(process)/stat").split(separator: ")").last.map { $0.split(separator: " ") } ?? []
  }

  private static func contents(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

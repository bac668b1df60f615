import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct AtomicFileTests {
  private static let old = Array("the old file".utf8)
  private static let new = [UInt8]((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })

  private enum Content {
    case old, new, empty, other
  }

  /// What a file holds, in a word: a failing comparison of large arrays would describe their difference for minutes.
  private static func content(_ path: String) throws -> Content {
    switch try FileSystem.readWhole(path) {
    case old: .old
    case new: .new
    case []: .empty
    default: .other
    }
  }

  @Test("Publishes new and replaces old") func publishesNewAndReplacesOld() throws {
    let scratch = Scratch()
    let path = scratch.file("a")
    try AtomicFile.publish(Self.old, to: path)
    #expect(try Self.content(path) == .old)
    try AtomicFile.publish(Self.new, to: path)
    #expect(try Self.content(path) == .new)
    try AtomicFile.publish([], to: path)
    #expect(try Self.content(path) == .empty)
    #expect(scratch.names == ["a"])
  }

  @Test("Names may hold spaces and letters of any script") func namesMayHoldSpacesAndLettersOfAnyScript() throws {
    let scratch = Scratch()
    let path = scratch.file("mod\u{e8}le \u{3b1} 1.h5")
    try AtomicFile.publish(Self.old, to: path)
    #expect(try Self.content(path) == .old)
  }

  @Test("Refused targets are named") func refusedTargetsAreNamed() throws {
    let scratch = Scratch()
    mkdir(scratch.file("d"), 0o755)
    mkfifo(scratch.file("pipe"), 0o644)
    _ = scratch.write([], "f")
    let cases: [(String, Int32)] = [
      (scratch.file("d"), EISDIR), (scratch.file("d/"), EISDIR), (scratch.file("pipe"), EEXIST),
      (scratch.file("nowhere/a"), ENOENT), (scratch.file("f/a"), ENOTDIR),
      (scratch.file(String(repeating: "x", count: 256)), ENAMETOOLONG),
    ]
    for (path, number) in cases {
      let error = #expect(throws: StorageError.self) { try AtomicFile.publish(Self.old, to: path) }
      #expect(error?.kind == .io)
      #expect(error?.errno == number, "\(error?.description ?? "")")
    }
    #expect(scratch.names == ["d", "f", "pipe"])
  }

  /// Counts the calls of a publish, and fails the one of a given number.
  private final class Fault {
    var calls = 0
    let failing: Int
    let number: Int32

    init(call: Int, errno: Int32) {
      failing = call
      number = errno
    }

    func fails() -> Bool {
      calls += 1
      guard calls == failing else { return false }
      errno = number
      return true
    }

    /// Calls where every one may fail; removing the temporary file always works, as a full disk lets it.
    var system: SystemCalls {
      let real = SystemCalls()
      var system = real
      system.openat = { self.fails() ? -1 : real.openat($0, $1, $2) }
      system.write = { self.fails() ? -1 : real.write($0, $1, min($2, 1_000_000)) }
      system.pread = { self.fails() ? -1 : real.pread($0, $1, $2, $3) }
      system.fsync = { self.fails() ? -1 : real.fsync($0) }
      system.close = { self.fails() ? -1 : real.close($0) }
      system.renameat = { self.fails() ? -1 : real.renameat($0, $1, $2) }
      return system
    }
  }

  @Test("Every failing call leaves the old or the new file", arguments: [EIO, ENOSPC, EDQUOT])
  func everyFailingCallLeavesTheOldOrTheNewFile(_ number: Int32) throws {
    let scratch = Scratch()
    let path = scratch.file("a")
    let clean = Fault(call: 0, errno: 0)
    try AtomicFile.publish(Self.new, to: path, using: clean.system)
    // Two opens, three writes, two fsyncs, four reads, two closes, one rename.
    #expect(clean.calls == 14)
    var oldLeft = 0
    for call in 1...clean.calls {
      try AtomicFile.publish(Self.old, to: path)
      let fault = Fault(call: call, errno: number)
      var failure: StorageError?
      do throws(StorageError) {
        try AtomicFile.publish(Self.new, to: path, using: fault.system)
      } catch { failure = error }
      let found = try Self.content(path)
      #expect(scratch.names == ["a"], "call \(call) left a temporary file")
      // The last call closes the directory, when nothing is left to fail; the one before makes the name durable.
      if call == clean.calls {
        #expect(failure == nil && found == .new)
        continue
      }
      #expect(failure?.kind == .io && failure?.errno == number, "call \(call)")
      #expect(found == (call == clean.calls - 1 ? .new : .old), "call \(call)")
      oldLeft += found == .old ? 1 : 0
    }
    #expect(oldLeft == clean.calls - 2)
  }

  @Test("Interrupted calls are repeated") func interruptedCallsAreRepeated() throws {
    let scratch = Scratch()
    let path = scratch.file("a")
    for call in 1...14 {
      try AtomicFile.publish(Self.old, to: path)
      let fault = Fault(call: call, errno: EINTR)
      var failure: StorageError?
      do throws(StorageError) {
        try AtomicFile.publish(Self.new, to: path, using: fault.system)
      } catch { failure = error }
      // Opening and renaming are not interrupted by signals on local file systems, and are reported where they are.
      let reported = [1, 2, 12].contains(call)
      #expect((failure?.errno == EINTR) == reported, "call \(call)")
      #expect(try Self.content(path) == (reported ? .old : .new), "call \(call)")
      #expect(scratch.names == ["a"])
    }
  }

  @Test("Short writes are continued") func shortWritesAreContinued() throws {
    let scratch = Scratch()
    let real = SystemCalls()
    var system = real
    system.write = { real.write($0, $1, min($2, 65_537)) }
    try AtomicFile.publish(Self.new, to: scratch.file("a"), using: system)
    #expect(try Self.content(scratch.file("a")) == .new)
  }

  @Test("What the disk garbles is not published") func whatTheDiskGarblesIsNotPublished() throws {
    let scratch = Scratch()
    let path = scratch.file("a")
    try AtomicFile.publish(Self.old, to: path)
    let real = SystemCalls()
    var garbling = real
    garbling.write = { file, bytes, count in
      guard count > 1000 else { return real.write(file, bytes, count) }
      var copy = [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
      copy[count - 7] ^= 4
      return real.write(file, copy, count)
    }
    var losing = real
    losing.write = { file, bytes, count in real.write(file, bytes, count - 5) < 0 ? -1 : count }
    for system in [garbling, losing] {
      let error = #expect(throws: StorageError.self) { try AtomicFile.publish(Self.new, to: path, using: system) }
      #expect(error?.problem.contains("differently") == true)
      #expect(try Self.content(path) == .old)
      #expect(scratch.names == ["a"])
    }
  }

  @Test("Sweeping removes what the dead left") func sweepingRemovesWhatTheDeadLeft() throws {
    let scratch = Scratch()
    // A process that has ended; its number is not used again for long.
    let child = try run(["sh", "-c", "echo $$"])
    let dead = try #require(Int(child.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    let own = TemporaryName.next()
    let prefix = try #require(own.components(separatedBy: "-\(getpid())-").first)
    let kept = [own, "\(prefix)-1-1.tmp", ".pathline-otherhost-1-\(dead)-1.tmp", "\(prefix)-\(dead)-x.tmp", "a.tmp"]
    for name in kept + ["\(prefix)-\(dead)-1.tmp", "\(prefix)-\(dead)-22.tmp"] { _ = scratch.write([1], name) }
    #expect(try AtomicFile.sweep(scratch.path) == 2)
    #expect(scratch.names == kept.sorted())
    #expect(throws: StorageError.self) { try AtomicFile.sweep(scratch.file("nowhere")) }
  }
}

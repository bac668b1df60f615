@preconcurrency import Glibc

/// A block of zeroed, 64-byte aligned memory that is planned once and handed out in parts.
///
/// A workspace asks for all its arrays while it is being made and allocates nothing afterwards. The operating system
/// backs a page only when it is first written, so room planned for many snapshots costs nothing while few are taken.
public final class Arena {
  private let base: UnsafeMutableRawPointer
  private var used = 0
  /// The block's size in bytes.
  public let capacity: Int

  /// Makes an arena of `capacity` bytes.
  ///
  /// Running out of address space is not recoverable: like a Swift array that finds no memory, it ends the process by
  /// `abort()`, with `errno` at `ENOMEM`.
  public init(capacity: Int) {
    self.capacity = max(capacity, 64)
    let pages = mmap(nil, self.capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      fputs("Fatal error: failed to allocate \(capacity) bytes of address space\n", stderr)
      errno = ENOMEM
      abort()
    }
    base = pages
  }

  deinit { munmap(base, capacity) }

  /// The bytes that `count` values of a type take in an arena, alignment included.
  public static func bytes<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> Int {
    (count * MemoryLayout<T>.stride + 63) & ~63
  }

  /// Hands out room for `count` zeroed values, aligned to 64 bytes, valid as long as the arena lives.
  ///
  /// Asking for more than the arena holds is a programming error and traps.
  public func take<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
    let bytes = Self.bytes(type, count)
    precondition(used + bytes <= capacity, "arena planned too small")
    defer { used += bytes }
    return (base + used).bindMemory(to: T.self, capacity: count)
  }
}

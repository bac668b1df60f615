import CKernels
@preconcurrency import Glibc

/// Memory that is planned once and handed out in aligned parts; it may also just count what would be handed out.
///
/// A workspace asks for all its arrays while it is being made and allocates nothing afterwards. How much it needs is
/// not written down a second time: the same initialiser runs over a counting arena first (``bytes(for:)``).
///
/// The operating system backs a page only when it is first written, so room planned for many snapshots costs nothing
/// while few are taken.
public final class Arena {
  private enum Source {
    /// Addresses that nothing may touch.
    case counted
    /// Memory of somebody else.
    case borrowed(UnsafeMutableRawPointer)
    /// Zeroed pages of its own.
    case owned(UnsafeMutableRawPointer)
  }

  /// Cache lines do not straddle two arrays, and SIMD loads of whole vectors are aligned.
  private static let alignment = 64

  /// The bytes after each array that nothing may touch; none but in builds for the address sanitizer.
  ///
  /// It cannot tell arrays in one block apart by itself.
  package static var redZoneBytes: Int { Int(pathline_red_zone_bytes) }

  private let source: Source
  /// The bytes handed out so far, alignment included.
  public private(set) var used = 0
  /// The block's size in bytes.
  public let capacity: Int

  /// Makes an arena of `capacity` bytes, zeroed.
  ///
  /// Running out of address space is not recoverable: like a Swift array that finds no memory, it ends the process by
  /// `abort()`, with `errno` at `ENOMEM`.
  public init(capacity: Int) {
    self.capacity = max(capacity, Self.alignment)
    let pages = mmap(nil, self.capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      fputs("Fatal error: failed to allocate \(capacity) bytes of address space\n", stderr)
      errno = ENOMEM
      abort()
    }
    source = .owned(pages)
  }

  /// Hands out the memory of somebody else, who sees to it that it is aligned to 64 bytes and lives long enough.
  public init(over memory: UnsafeMutableRawPointer, capacity: Int) {
    self.capacity = capacity
    source = .borrowed(memory)
  }

  private init() {
    capacity = .max
    source = .counted
  }

  deinit {
    switch source {
    case .counted: break
    case .borrowed(let memory): pathline_open_memory(memory, used)
    case .owned(let pages):
      pathline_open_memory(pages, used)
      munmap(pages, capacity)
    }
  }

  /// The bytes that whatever `make` makes takes of an arena.
  ///
  /// The arena that `make` gets only counts: what is made in it has a shape, but must not be read or written, and is
  /// to be dropped.
  public static func bytes<Failure: Error>(for make: (Arena) throws(Failure) -> Void) throws(Failure) -> Int {
    let arena = Arena()
    try make(arena)
    return arena.used
  }

  /// Whether nothing handed out may be read or written.
  public var isCounting: Bool { if case .counted = source { true } else { false } }

  /// The bytes that `count` values of a type take in an arena, alignment included.
  public static func bytes<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> Int {
    (count * MemoryLayout<T>.stride + alignment - 1) & ~(alignment - 1) + redZoneBytes
  }

  /// Hands out room for `count` values, aligned to 64 bytes, valid as long as the memory lives.
  ///
  /// Asking for more than the arena holds is a programming error and traps.
  public func take<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
    let bytes = Self.bytes(type, count)
    precondition(bytes <= capacity - used, "arena planned too small")
    defer { used += bytes }
    switch source {
    case .counted:
      // A page that is never mapped: a write that should have waited for real memory faults at once.
      return UnsafeMutableRawPointer(bitPattern: Self.alignment)!.assumingMemoryBound(to: T.self)
    case .borrowed(let memory), .owned(let memory):
      let start = memory + used
      let size = count * MemoryLayout<T>.stride
      pathline_open_memory(start, size)
      pathline_close_memory(start + size, bytes - size)
      return start.bindMemory(to: T.self, capacity: count)
    }
  }

  /// Hands out a vector of `count` values.
  public func vector<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> MutableVector<T> {
    MutableVector(take(type, count), count: count)
  }

  /// Hands out a vector of `count` times the same value; a counting arena writes nothing.
  public func vector<T: BitwiseCopyable>(repeating value: T, _ count: Int) -> MutableVector<T> {
    let vector = vector(T.self, count)
    if !isCounting { vector.fill(value) }
    return vector
  }

  /// Hands out a vector of the values of an array; a counting arena copies nothing.
  public func vector<T: BitwiseCopyable>(of values: [T]) -> Vector<T> {
    let vector = vector(T.self, values.count)
    if !isCounting { for (index, value) in values.enumerated() { vector[index] = value } }
    return vector.view
  }

  /// Hands out an array `[rows, columns]`.
  public func columns<T: BitwiseCopyable>(_ type: T.Type, rows: Int, columns: Int) -> MutableColumns<T> {
    MutableColumns(take(type, rows * columns), rows: rows, columns: columns)
  }

  /// Hands out `count` arrays `[rows, columns]`, one behind the other without a gap.
  public func stack<T: BitwiseCopyable>(
    _ type: T.Type, count: Int, rows: Int, columns: Int
  ) -> MutableColumnStack<T> {
    MutableColumnStack(take(type, count * rows * columns), count: count, rows: rows, columns: columns)
  }
}

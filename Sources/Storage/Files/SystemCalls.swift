import Glibc

/// The calls through which files are written, so that a test can make each of them fail.
///
/// Every closure returns what the C function of its name returns and leaves the reason in `errno`.
struct SystemCalls {
  var openat: (_ directory: Int32, _ name: String, _ flags: Int32) -> Int32 = { Glibc.openat($0, $1, $2, 0o666) }
  var write: (Int32, UnsafeRawPointer, Int) -> Int = { Glibc.write($0, $1, $2) }
  var pread: (Int32, UnsafeMutableRawPointer, Int, Int) -> Int = { Glibc.pread($0, $1, $2, off_t($3)) }
  var fsync: (Int32) -> Int32 = { Glibc.fsync($0) }
  var close: (Int32) -> Int32 = { Glibc.close($0) }
  var renameat: (_ directory: Int32, _ from: String, _ to: String) -> Int32 = { Glibc.renameat($0, $1, $0, $2) }
  var unlinkat: (_ directory: Int32, _ name: String) -> Int32 = { Glibc.unlinkat($0, $1, 0) }
}

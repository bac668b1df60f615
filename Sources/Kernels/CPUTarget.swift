import CKernels

/// The CPU this build is for.
public enum CPUTarget {
  /// Bits of the widest vector registers the build uses: 128, 256 or 512.
  public static let vectorBits = Int(pathline_simd_bits)

  /// Whether the build multiplies and adds in one instruction; without it each such operation is a call.
  public static let hasFusedMultiplyAdd = pathline_has_fma == 1

  /// What the build may use beyond the oldest CPU of its kind, by the names of `/proc/cpuinfo`; empty for other CPUs
  /// than x86.
  public static let features = String(cString: pathline_cpu_features()).split(separator: " ").map(String.init)
}

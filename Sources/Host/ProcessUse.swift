import Glibc

/// What this process has used of the machine, and how busy the machine is.
package enum ProcessUse {
  /// Seconds of CPU time of all threads.
  ///
  /// The corresponding C function is `clock_gettime` with `CLOCK_PROCESS_CPUTIME_ID`.
  package static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The most memory the process has held, libraries included.
  ///
  /// The corresponding C function is `getrusage`.
  package static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss << 10
  }

  /// The machine's load average over a minute; nil where the system has none.
  package static var load: Double? {
    var load = 0.0
    return getloadavg(&load, 1) == 1 ? load : nil
  }
}

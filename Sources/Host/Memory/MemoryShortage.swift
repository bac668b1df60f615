import CHost

/// What happens where memory that was not counted before is not to be had.
public enum MemoryShortage {
  /// Makes a process that finds no memory end with a message and an exit code instead of a crash.
  ///
  /// Arrays of Swift and arenas that find none call `abort()` with `errno` at `ENOMEM`, after a line that says how many
  /// bytes were wanted; where there is no memory for the line, Swift fails over its address, 0. All else that ends a
  /// process does what it did before. The launcher ends the other ranks.
  public static func install() {
    let code = pathline_catch_shortage(
      """
      pathline: out of memory, for something whose size was not known before. Give the process more (ulimit -v, the \
      memory of the job at the scheduler), start fewer ranks on a host, or make the data, the network or the budgets \
      smaller.\n
      """, ExitCode.inputOutput.rawValue)
    precondition(code == 0, "sigaction refuses SIGABRT")
  }
}

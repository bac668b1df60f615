import CHost
import Glibc

/// The wish, sent as a signal, that a run writes a checkpoint and stops.
///
/// A handler only sets a flag; the run looks at it between steps and tells the other ranks in the messages it sends
/// anyway. What reaches a rank depends on who is sent the signal:
///
/// | signal, sent to | what a rank sees | time left |
/// |---|---|---|
/// | SIGUSR1 or SIGUSR2, `mpirun` | the same signal, at once | no limit |
/// | SIGTERM, SIGINT or SIGHUP, `mpirun` | SIGTERM after about 1 s | about 1 s, then SIGKILL |
/// | SIGHUP, as a terminal that goes away, a single process | SIGHUP | no limit |
/// | `scancel -s USR1`, job that uses `srun` | SIGUSR1, at once | no limit |
/// | `scancel`, job that uses `srun` | SIGTERM | Slurm's `KillWait`, 30 s by default |
/// | `scancel -s USR1`, batch script that uses `mpirun` | nothing: the script must pass it on | - |
///
/// SIGTERM can also mean that another rank died, so it must not lead to a message that a dead rank would have to
/// answer: it is a flag like the others.
public enum StopSignal {
  /// The signals that ask a run to stop.
  public static let all: [Int32] = [SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGHUP]

  /// Catches the signals from now on, but for a SIGHUP that is ignored: under `nohup` a run outlives its terminal.
  ///
  /// A second SIGINT (a second Ctrl-C) ends the process at once. The corresponding C function is `sigaction`.
  public static func install() {
    for signal in all where signal != SIGHUP || pathline_signal_is_ignored(signal) == 0 {
      let code = pathline_signal_catch(signal, signal == SIGINT ? 1 : 0)
      precondition(code == 0, "sigaction refuses signal \(signal)")
    }
  }

  /// The latest signal caught; `nil` when none was.
  public static var received: Int32? {
    let signal = pathline_signal_received()
    return signal == 0 ? nil : signal
  }

  /// A signal's name, as `SIGUSR1`.
  public static func name(of signal: Int32) -> String {
    switch signal {
    case SIGUSR1: "SIGUSR1"
    case SIGUSR2: "SIGUSR2"
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    case SIGHUP: "SIGHUP"
    default: "signal \(signal)"
    }
  }

  /// Forgets the signal caught.
  package static func forget() { pathline_signal_forget() }
}

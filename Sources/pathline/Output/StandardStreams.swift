@preconcurrency import Glibc

/// What the program must be able to rely on before it opens files and prints.
enum StandardStreams {
  /// Makes failures to write errors instead of deaths, and keeps files off the numbers of the standard streams.
  ///
  /// - A reader that went away (`| head`) must not end a run: SIGPIPE is ignored.
  /// - A file that meets the limit of `ulimit -f` is an input/output failure with a message (`EFBIG`), not SIGXFSZ.
  /// - A process started with a closed standard stream would give that stream's number to the next file it opens, and
  ///   print into it: `/dev/null` takes the place, for reading only where results go, so that one nobody gets is a
  ///   failure.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      // `open` gives the lowest free number, which is this stream's.
      _ = open("/dev/null", stream == STDOUT_FILENO ? O_RDONLY : O_RDWR)
    }
  }
}

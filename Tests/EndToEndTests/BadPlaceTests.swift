import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Disks that are full, closed to writing or too small: code 4, a message with the path, and the last good
  /// checkpoint.
  @Suite struct BadPlaces {
    private static let settings = ["training.steps=120", "checkpoint={everySteps: 2, keep: 1000}"]

    /// A file system of its own for one command: as root directly, else by a user namespace, where the system has them.
    private static let unshare = ["unshare"] + (getuid() == 0 ? ["-m"] : ["-r", "-m"])
    private static let canMount: Bool = {
      let trial = unshare + ["sh", "-c", "mount -t tmpfs none /mnt"]
      return (try? ProgramRun(trial).finish().code) == 0
    }()

    @Test(
      "a disk that fills while checkpoints are written, and has room again later",
      .enabled(if: canMount, "this user may not mount a file system; the test with `ulimit -f` stands in for it"))
    func fullDisk() throws {
      let place = try Workplace()
      let job = place.training("disk/run", Self.settings)
      let script = #"""
        mkdir disk && mount -t tmpfs -o size=300k none disk || exit 99
        mpirun "$@"; echo "code $?"
        cp -r disk/run full
        mount -o remount,size=20m disk
        mpirun "$@" --resume; echo "code $?"
        cp -r disk/run done
        """#
      let mpirun = ["--oversubscribe", "-np", "2"] + Pathline.sharing + [Pathline.path]
      let outcome = try ProgramRun(Self.unshare + ["sh", "-c", script, "sh"] + mpirun + job, directory: place.path)
        .finish(limit: 60)
      #expect(outcome.lines(startingWith: "code ") == ["code 4", "code 0"], "\(outcome.output)")
      let message = outcome.lines(startingWith: "pathline: ")
      #expect(message.count == 1 && message[0].contains("no space left on device; free space"), "\(outcome.output)")
      #expect(message.first?.hasPrefix("pathline: disk/run/") == true)

      let full = place.run("full")
      #expect(full.checkpoints.count > 1 && full.checkpoints.count < 60)
      #expect(!full.files.keys.contains { $0.hasSuffix(".tmp") })
      try Python.run("intact.py", ["full"], in: place.path)
      #expect(outcome.output.contains("resuming after step \(2 * full.checkpoints.count)"), "\(outcome.output)")
      try place.train("whole", Self.settings)
      #expect(place.run("done").differences(from: place.run("whole")) == [])
    }

    @Test("a limit on the size of files met while training")
    func fileLimit() throws {
      let place = try Workplace()
      let limit = ["prlimit", "--fsize=30000", "--"]
      let outcome = try Pathline.run(place.training("run", Self.settings), in: place.path, wrapper: limit)
      Pathline.expect(outcome, code: 4, saying: ["pathline: run/", "file too large; raise the file size limit"], limit)
      #expect(place.run("run").checkpoints.count > 1)
      try Python.run("intact.py", ["run"], in: place.path)
      try place.train("run", Self.settings, ["--resume"], ranks: 2)
      try place.train("whole", Self.settings)
      #expect(place.run("run").differences(from: place.run("whole")) == [])
    }

    @Test("a file where the run directory should be")
    func fileInPlace() throws {
      let place = try Workplace()
      place.scratch.write("mine".utf8, "run")
      for output in ["run", "run/inner"] {
        try Pathline.fail(
          place.training(output), code: 4, saying: ["run: cannot make the directory: not a directory"], ranks: 2,
          in: place.path)
      }
      #expect(FileManager.default.contents(atPath: place.scratch.file("run")) == Data("mine".utf8))
    }

    @Test("directories one may not write to", arguments: ["new", "run"])
    func noPermission(output: String) throws {
      let place = try Workplace()
      try place.train("run", ["training.steps=20"])
      let before = place.run("run")
      // Root may write anywhere, so for root the program runs as another user.
      let user = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
      for directory in ["", "run", "run/checkpoints"] { chmod(place.scratch.file(directory), 0o555) }
      defer { for directory in ["", "run", "run/checkpoints"] { chmod(place.scratch.file(directory), 0o755) } }
      try Pathline.fail(
        place.training(output, ["training.steps=40"], output == "run" ? ["--resume"] : []), code: 4,
        saying: ["\(output)", "ermission denied"],
        in: place.path, wrapper: user)
      #expect(place.run("run").files == before.files)
      #expect(place.scratch.names == ["data.h5", "job.json5", "run"])
    }

    @Test("a run works in a path with spaces and letters beyond ASCII, and with a strict umask")
    func oddPath() throws {
      let place = try Workplace()
      let odd = "mit Leerzeichen und \u{e9}\u{4e2d}"
      let outcome = try Pathline.run(
        place.training(odd + "/a/b", ["training.steps=3"]), ranks: 2, in: place.path,
        wrapper: ["sh", "-c", #"umask 077; exec "$0" "$@""#])
      #expect(outcome.code == 0, "\(outcome.output)")
      try place.train("plain", ["training.steps=3"])
      #expect(place.run(odd + "/a/b").differences(from: place.run("plain")) == [])
    }
  }
}

import CommandParsing
import Diagnostics
import Host

/// `pathline doctor`: what a run would find on its hosts, and what to change.
enum DoctorCommand {
  static let specification = CommandSpecification(
    name: "doctor",
    summary: "Examines MPI, HDF5, the CPU the program is built for, binding, slots, shared memory and file locking",
    discussion:
      "Prints facts and findings: what is as it should be, what will make a run slow, and what will make it fail, "
      + "with the cure. Start it as the run will be started; without a launcher it leaves MPI alone, as a run of one "
      + "rank does. The exit code is that of the first problem.",
    examples: ["mpirun -np 2 pathline doctor"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging], run: run)

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    // The ranks are examined together: what cannot be printed is said when they have parted.
    var failure: OutputError?
    let code = try Doctor.examine(arguments.sharedText) { line in
      guard failure == nil else { return }
      do throws(OutputError) { try StandardOutput.print(line) } catch { failure = error }
    }
    if let failure { throw failure }
    return code
  }
}

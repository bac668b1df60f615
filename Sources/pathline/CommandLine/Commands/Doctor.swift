import Host
import Messaging

extension CommandSpecification {
  static let doctor = CommandSpecification(
    name: "doctor",
    summary: "Examines MPI, HDF5, the CPU the program is built for, binding, slots, shared memory and file locking",
    discussion:
      "Prints facts and findings: what is as it should be, what will make a run slow, and what will make it fail, "
      + "with the cure. Start it as the run will be started; without a launcher it leaves MPI alone, as a run of one "
      + "rank does. The exit code is that of the first problem.",
    examples: ["mpirun -np 2 pathline doctor"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging])
}

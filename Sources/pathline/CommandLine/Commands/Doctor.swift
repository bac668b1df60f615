extension CommandSpecification {
  static let doctor = CommandSpecification(
    name: "doctor",
    summary: "Examines MPI, HDF5, the CPU the program is built for, binding, slots, shared memory and file locking",
    examples: ["mpirun -np 2 pathline doctor"],
    exitCodes: [.done, .badRequest, .inputOutput, .messaging])
}

import CommandParsing

extension ProgramSpecification {
  /// The `pathline` program.
  static let pathline = ProgramSpecification(
    name: "pathline",
    version: "0.1.0",
    summary: "Trains neural ordinary differential equations on CPU clusters. Every subcommand runs on one rank as it "
      + "is, and on many under mpirun or srun.",
    commands: [
      TrainCommand.specification, EvaluateCommand.specification, PredictCommand.specification,
      CheckCommand.specification, DataCommand.specification, InspectCommand.specification,
      CompareCommand.specification, BenchCommand.specification, DoctorCommand.specification,
      ReferenceCommand.specification,
    ])
}

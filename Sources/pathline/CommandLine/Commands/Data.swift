import Host
import Messaging

extension CommandSpecification {
  static let data = CommandSpecification(
    name: "data",
    summary: "Generates or imports a data set, or lists those it knows",
    discussion: "Each data set has its own defaults for what is not given; without NAME they are listed.",
    operands: [
      OperandSpecification(name: "NAME", isOptional: true, help: "The data set to generate.")
    ],
    options: [
      OptionSpecification(
        name: "--output", kind: .value("FILE.h5"), help: "The file to write; required with a name."),
      OptionSpecification(
        name: "--samples", kind: .value("COUNT"), defaultText: "the data set's own", help: "How many series."),
      OptionSpecification(
        name: "--observations", kind: .value("COUNT"), defaultText: "the data set's own",
        help: "Observations of each series."),
      OptionSpecification(
        name: "--noise", kind: .value("SIGMA"), defaultText: "the data set's own",
        help: "Standard deviation of the normal noise added to each value."),
      OptionSpecification(name: "--input", kind: .value("FILE.csv"), help: "The table to import."),
      OptionSpecification(
        name: "--time", kind: .value("COLUMN"), defaultText: "the first column",
        help: "The column of the table that holds the times."),
      OptionSpecification(
        name: "--seed", kind: .value("SEED"), defaultText: "0", help: "The key of all random numbers."),
    ],
    examples: [
      "pathline data", "pathline data spiral --output spiral.h5",
      "pathline data csv --input table.csv --time year --output table.h5",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging])
}

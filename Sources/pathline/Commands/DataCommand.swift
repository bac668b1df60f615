import CommandParsing
import DataSets
import Host
import Text

/// `pathline data`: generates or imports a data set.
enum DataCommand {
  static let name = Operand("NAME", isOptional: true, help: "The data set to generate.")
  static let output = Option.path("--output", "FILE.h5", help: "The file to write; required with a name.")
  static let samples = Option.wholeNumber(
    DataSet.Option.samples.rawValue, "COUNT", atLeast: 1, default: "the data set's own", help: "How many series.")
  static let observations = Option.wholeNumber(
    DataSet.Option.observations.rawValue, "COUNT", atLeast: 2, default: "the data set's own",
    help: "Observations of each series.")
  static let noise = Option.number(
    DataSet.Option.noise.rawValue, "SIGMA", atLeast: 0, default: "the data set's own",
    help: "Standard deviation of the normal noise added to each value.")
  static let input = Option.path(DataSet.Option.input.rawValue, "FILE.csv", help: "The table to import.")
  static let time = Option.text(
    DataSet.Option.timeColumn.rawValue, "COLUMN", default: "the first column",
    help: "The column of the table that holds the times.")
  static let seed = Option.wholeNumber(
    DataSet.Option.seed.rawValue, "SEED", atLeast: 0, default: "0", help: "The key of all random numbers.")

  static let specification = CommandSpecification(
    name: "data",
    summary: "Generates or imports a data set, or lists those it knows",
    discussion: "Each data set has its own defaults for what is not given; without NAME they are listed.",
    operands: [name],
    options: [output, samples, observations, noise, input, time, seed],
    examples: [
      "pathline data", "pathline data spiral --output spiral.h5",
      "pathline data csv --input table.csv --time year --output table.h5",
    ],
    exitCodes: [.done, .badRequest, .badData, .inputOutput, .numerical, .messaging], run: Dispatch.onFirstRank(run))

  private static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let name = arguments.optional(name) else {
      try list()
      return .done
    }
    guard let dataSet = DataSet.all.first(where: { $0.name == name }) else {
      let hint = NearestName.among(DataSet.all.map(\.name), to: name).map { "; did you mean \($0)?" } ?? "."
      throw PathlineError(.job, "there is no data set \"\(name)\"\(hint) `pathline data` lists them.")
    }
    let output = try arguments.required(output)
    let request = try request(arguments, for: dataSet)
    try dataSet.write(request, to: output)
    StandardOutput.note("wrote \(output): \(dataSet.summary)")
    return .done
  }

  private static func request(_ arguments: Arguments, for dataSet: DataSet) throws -> DataSetRequest {
    for option in DataSet.Option.allCases where !dataSet.options.contains(option) {
      guard !arguments.has(option.rawValue) else {
        let known = dataSet.options.map(\.rawValue).joined(separator: ", ")
        throw PathlineError(.job, "the data set \(dataSet.name) takes no \(option.rawValue); it takes \(known)")
      }
    }
    var request = DataSetRequest()
    request.samples = try arguments[samples]
    request.observations = try arguments[observations]
    request.noise = try arguments[noise]
    request.seed = UInt64(try arguments[seed] ?? 0)
    request.input = try arguments[input]
    request.timeColumn = try arguments[time]
    return request
  }

  private static func list() throws {
    var table = TextTable([.left, .left, .left], headings: ["data set", "what it is", "options"])
    for dataSet in DataSet.all {
      table.add([dataSet.name, dataSet.summary, dataSet.options.map(\.rawValue).joined(separator: " ")])
    }
    try StandardOutput.print(table.lines().joined(separator: "\n"))
  }
}

import DataSets
import Host
import Text
import Training

/// `pathline data`: generates or imports a data set.
enum DataCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard let name = arguments.operand("NAME") else {
      try list()
      return .done
    }
    guard let dataSet = DataSet.all.first(where: { $0.name == name }) else {
      let hint = NearestName.among(DataSet.all.map(\.name), to: name).map { "; did you mean \($0)?" } ?? "."
      throw PathlineError(.job, "there is no data set \"\(name)\"\(hint) `pathline data` lists them.")
    }
    let output = try arguments.requiredText("--output")
    let request = try request(arguments, for: dataSet)
    try dataSet.write(request, to: output)
    StandardOutput.note("wrote \(output): \(dataSet.summary)")
    return .done
  }

  private static func request(_ arguments: Arguments, for dataSet: DataSet) throws -> DataSetRequest {
    for option in DataSet.Option.allCases where !dataSet.options.contains(option) {
      guard arguments.text(option.rawValue) == nil else {
        let known = dataSet.options.map(\.rawValue).joined(separator: ", ")
        throw PathlineError(.job, "the data set \(dataSet.name) takes no \(option.rawValue); it takes \(known)")
      }
    }
    var request = DataSetRequest()
    request.samples = try arguments.wholeNumber("--samples", atLeast: 1)
    request.observations = try arguments.wholeNumber("--observations", atLeast: 2)
    request.noise = try arguments.number("--noise", atLeast: 0)
    request.seed = UInt64(try arguments.wholeNumber("--seed", atLeast: 0) ?? 0)
    request.input = arguments.text("--input")
    request.timeColumn = arguments.text("--time")
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

import ODE
import Text

extension JobType<Tolerance> {
  /// A number for all components of the state, or a list with one for each.
  static func tolerance(_ all: JobRange, each: JobRange) -> JobType {
    let number = JobType<Double>.number(all)
    let list = JobType<[Double]>.list(of: .number(each), emptyAllowed: false)
    return JobType(
      name: "number or list of numbers", range: "\(all.description); in a list each \(each.description)", isText: false
    ) { (value) throws(JobProblem.Cause) -> Tolerance in
      if case .array = value.content { return .components(try list.read(value)) }
      guard value.number != nil else { throw value.isNot("a number \(all.description), or a list of numbers in [ ]") }
      return .uniform(try number.read(value))
    } write: { tolerance in
      tolerance.isUniform ? number.write(tolerance.values[0]) : list.write(tolerance.values)
    }
  }
}

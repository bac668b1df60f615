import Networks
import ODE
import Text

extension Job {
  /// Reads the job file at `path` and applies `overrides`, each `key=value`, in their order.
  ///
  /// An override's value is JSON5; for keys that hold text, names, paths or byte counts it may stand without quotes.
  /// The paths of data and parameter files, relative to the directory of the job file, become absolute, so that the
  /// ``resolved()`` job means the same wherever it is stored.
  ///
  /// Throws a ``JobError`` with everything that is wrong.
  public static func load(_ path: String, overrides: [String] = []) throws(JobError) -> Job {
    let bytes: [UInt8]
    do throws(TextFileError) {
      bytes = try TextFile.read(path)
    } catch {
      let position = SourcePosition(source: path, line: 0, column: 0)
      throw JobError(problems: [JobProblem(key: "", position: position, cause: .unreadable(error.description))])
    }
    return try read(
      bytes, source: path, directory: FilePath.absolute(FilePath.directory(of: path)), overrides: overrides)
  }

  /// Reads a job from UTF-8 text; `source` names the text in errors.
  ///
  /// Relative paths of data and parameter files start at `directory`; nil: they stay as they are.
  public static func read(
    _ text: some Sequence<UInt8>, source: String, directory: String? = nil, overrides: [String] = []
  ) throws(JobError) -> Job {
    var tree: JSON5Value
    do throws(JSON5Error) {
      tree = try JSON5Parser.parse(text, source: source)
    } catch {
      throw JobError(problems: [JobProblem(key: "", position: error.position, cause: .syntax(error.message))])
    }
    let start = SourcePosition(source: source, line: 1, column: 1)
    var reader = JobReader(start: start)
    for override in overrides {
      do throws(JobProblem) {
        try JobOverride(override).apply(to: &tree)
      } catch {
        reader.report(error.cause, key: error.key, at: error.position)
      }
    }
    var job = Job.template
    reader.read(tree, into: &job)
    let given = Set(reader.given.keys)
    job.deriveDefaults(given: given, source: source)
    if !given.contains("training.steps") && !given.contains("training.epochs")
      && !["", "training", "training.steps", "training.epochs"].contains(where: reader.isBroken)
    {
      let section = tree["training"]?.position ?? tree.position ?? start
      reader.report(
        .missing(expected: "a whole number at least 1, or give training.epochs"), key: "training.steps", at: section)
    }
    for rule in JobRule.all where rule.isBroken(job, given) && !rule.keys.contains(where: reader.isBroken) {
      guard let position = rule.keys.lazy.compactMap({ reader.given[$0] }).first else { continue }
      reader.report(.contradiction(rule: rule.statement, cure: rule.cure), key: rule.keys[0], at: position)
    }
    guard reader.problems.isEmpty else { throw JobError(problems: reader.problems) }
    if let directory {
      job.data.file = FilePath.join(directory, job.data.file)
      job.field.parameters = job.field.parameters.map { FilePath.join(directory, $0) }
    }
    return job
  }

  /// The whole job as JSON5, every key that has an effect spelled out in the order of the reference.
  ///
  /// The text reads back as an equal job, and is the same for equal jobs.
  public func resolved() -> String {
    written().write()
  }

  /// Fills in the defaults that depend on other keys.
  private mutating func deriveDefaults(given: Set<String>, source: String) {
    if !given.contains("data.shiftTime") { data.shiftTime = !field.time }
    if !given.contains("field.scale") { field.scale = field.initialization == .normal ? 0.1 : 1 }
    if !given.contains("solver.controller"), let method = Method(named: solver.method) {
      solver.controller = method.usualController.name
    }
    if !given.contains("training.group") { training.group = min(training.batch, JobTraining.usualGroup) }
    if !given.contains("output.directory") { output.directory = "runs/" + FilePath.stem(of: source) }
  }
}

/// The reference of the job file, written from the tables that read it.
public enum JobReference {
  /// The whole reference as Markdown; `docs/job-reference.md` holds exactly this text.
  public static func markdown() -> String {
    var text = opening
    text += "\n## The job\n\n" + table(of: JobSchema.root)
    appendSections(of: JobSchema.root, path: "", to: &text)
    text += "\n## Rules between keys\n\n"
    for rule in JobRule.all { text += "- \(rule.statement).\n" }
    text += "- One of training.steps and training.epochs is required.\n"
    text += closing
    return text
  }

  /// A short job file and what it means with every default spelled out: the example of the reference.
  static let example = """
    {
      // Fit the spiral; everything else is as the defaults have it.
      data: { file: "spiral.h5", window: { length: 10 } },
      field: { hidden: [50], power: 3 },
      training: { steps: 2000, batch: 20 },
    }

    """

  private static let opening = """
    # Job file reference

    A job file tells `pathline train` everything about a run. It is [JSON5](https://json5.org): JSON with comments,
    trailing commas, bare keys and single quotes. `pathline check JOB` reads one and says what is wrong with it, and
    `--set key=value` replaces the value of a key by its path, as in `--set training.optimizer.rate=1e-2`. The value is
    JSON5 too; text, names, paths and byte counts may stand there without quotes. Elements of a list of sections are \
    named by
    their place, as in `--set model.events[0].level=2`.

    - `null` stands for the default of any key.
    - A key that is not listed here, or that has no effect beside the others, is an error: nothing is ignored.
    - Numbers must be finite unless the range says otherwise. A whole number may be written as `1e3`; counts
      are at most \(JobType<Int>.largestCount).
    - Byte counts are text with a unit, `"64 MiB"` (B, KiB, MiB, GiB, TiB), or a whole number of bytes.
    - Keys with "when" have an effect, and may be given, only if the other key of their section has one of the values.
    - The resolved job, every default spelled out, is stored in the run directory and in each checkpoint.

    `pathline reference` prints this page.

    """

  private static let closing = """

    ## Example

    This job, stored as `spiral.json5`,

    ```json5
    \(example)```

    stands for this one:

    ```json5
    \(resolvedExample)```

    """

  private static var resolvedExample: String {
    do throws(JobError) {
      return try Job.read(example.utf8, source: "spiral.json5").resolved()
    } catch {
      preconditionFailure("the example is a valid job: \(error)")
    }
  }

  private static func appendSections(of entry: JobEntry, path: String, to text: inout String) {
    for section in entry.keys where section.isSection {
      let inner = path.isEmpty ? section.name : "\(path).\(section.name)"
      text += "\n## `\(inner)`\n\n\(section.help)\n"
      if section.isList { text += "Each element of the list is an object with these keys.\n" }
      if section.presence == .value("null") { text += "The section is optional.\n" }
      text += "\n" + table(of: section)
      appendSections(of: section, path: inner, to: &text)
    }
  }

  private static func table(of section: JobEntry) -> String {
    var text = "| key | value | default | range | unit | meaning |\n|---|---|---|---|---|---|\n"
    for key in section.keys {
      let condition = key.condition.map { " When \($0)." } ?? ""
      let cells = [
        "`\(key.name)`", key.type, defaultText(of: key), key.range ?? "", key.unit ?? "", key.help + condition,
      ]
      text += "| " + cells.map { escape($0) }.joined(separator: " | ") + " |\n"
    }
    return text
  }

  private static func defaultText(of key: JobEntry) -> String {
    switch key.presence {
    case .required: key.condition == nil ? "required" : "required where it applies"
    case .value("null"): "none"
    case .value where key.isSection && !key.isList: "see below"
    case .value(let value): "`\(value)`"
    case .derived(let rule): rule
    }
  }

  /// A bar would end the cell.
  private static func escape(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}

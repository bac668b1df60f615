import CommandParsing
import Host
import Testing
import Training

@testable import pathline

@Suite struct ParsingTests {
  private func arguments(_ words: String...) throws -> Arguments {
    guard case .command(let arguments, _) = try ProgramSpecification.pathline.parse(words) else {
      throw CommandLineError(problem: .noCommand, command: "help instead of a command")
    }
    return arguments
  }

  private func failure(_ words: [String]) -> CommandLineError? {
    #expect(throws: CommandLineError.self) { try ProgramSpecification.pathline.parse(words) }
  }

  @Test func optionsAndOperandsMayMix() throws {
    let train = try arguments(
      "train", "--set", "training.steps=5", "job.json5", "--output=a=b", "--resume", "--set=seed=1", "--set", "-x=1")
    #expect(train.command.name == "train")
    #expect(train[.job] == "job.json5")
    #expect(try train[.set] == ["training.steps=5", "seed=1", "-x=1"])
    #expect(try train[TrainCommand.output] == "a=b")
    #expect(try train[TrainCommand.resume])
    #expect(try !train[TrainCommand.quiet])
  }

  @Test func twoDashesEndTheOptions() throws {
    let compare = try arguments("compare", "--", "--a", "-b")
    #expect(compare[CompareCommand.a] == "--a")
    #expect(compare[CompareCommand.b] == "-b")
    #expect(try arguments("inspect", "-")[InspectCommand.file] == "-")
  }

  @Test func optionalOperandsMayBeAbsent() throws {
    let data = try arguments("data")
    #expect(data.optional(DataCommand.name) == nil)
    #expect(throws: CommandLineError(problem: .missingOption("--output FILE.h5"), command: "pathline data")) {
      try data.required(DataCommand.output)
    }
  }

  @Test func numbersAreChecked() throws {
    let data = try arguments("data", "spiral", "--samples", "12", "--noise", "0.5", "--seed", "-1")
    #expect(try data[DataCommand.samples] == 12)
    #expect(try data[DataCommand.noise] == 0.5)
    #expect(try data[DataCommand.observations] == nil)
    #expect(throws: CommandLineError.self) { try data[DataCommand.seed] }
    for (option, bad) in [("--noise", "nan"), ("--noise", "-0.5"), ("--samples", "1.5"), ("--samples", "0")] {
      let data = try arguments("data", option, bad)
      #expect(throws: CommandLineError.self, "\(option) \(bad)") {
        _ = (try data[DataCommand.noise], try data[DataCommand.samples])
      }
    }
  }

  /// What ranks must have in common: paths may differ from host to host.
  @Test func pathsAreNotShared() throws {
    let train = try arguments("train", "a.json5", "--output", "here", "--set", "seed=1", "--quiet")
    #expect(train.sharedText == "train --set --output --quiet")
    let bench = try arguments("bench", "train", "--from", "w1.h5", "--iters", "7", "--dtype", "float64")
    #expect(bench.sharedText == "bench train --from --dtype float64 --iters 7")
    let predict = try arguments("predict", "run", "--times", "0:1:5", "--data", "d.h5", "--output", "x.h5")
    #expect(predict.sharedText == "predict --output --data --times 0:1:5")
    #expect(
      try arguments("data", "csv", "--input", "t.csv", "--time", "year").sharedText == "data --input --time year")
    #expect(try arguments("bench", "io", "--directory", "d").sharedText == "bench io --directory")
  }

  @Test func gridsAreRead() throws {
    func grid(_ text: String) throws -> PredictionTimes? {
      try arguments("predict", "run", "--output", "x.h5", "--times", text)[PredictCommand.times]
    }
    #expect(try grid("0:1:5") == PredictionTimes(start: 0, stop: 1, count: 5))
    #expect(try grid("2:-1:2") == PredictionTimes(start: 2, stop: -1, count: 2))
    for bad in ["0:1", "0:1:1", "1:1:5", "a:1:5", "0:inf:5", "0:1:2.5", "0:1:5:6", "0::5", "-1e308:1e308:3"] {
      #expect(throws: CommandLineError.self, "\(bad)") { try grid(bad) }
    }
  }

  @Test(arguments: [
    ([], "pathline: a subcommand is missing"),
    (["trian", "x"], "there is no subcommand trian; did you mean train?"),
    (["frobnicate"], "there is no subcommand frobnicate\n"),
    (["--verison"], "there is no option --verison; did you mean --version?"),
    (["train"], "JOB is missing"),
    (["bench"], "one of train"),
    (["bench", "trian"], "there is no subcommand bench trian; did you mean bench train?"),
    (["bench", "train"], "--from FILE.h5 is missing"),
    (["bench", "train", "--from", "x", "--method", "rk4"], "--method is \"rk4\"; give one of dopri5, rk4-38"),
    (["train", "a", "b"], "\"b\" is one argument too many"),
    (["train", "a", "--rezume"], "there is no option --rezume; did you mean --resume?"),
    (["train", "a", "-q"], "there is no option -q\n"),
    (["train", "a", "--output"], "--output needs a value: --output DIR"),
    (["train", "a", "--output", "--resume"], "--output needs a value: --output DIR"),
    (["train", "a", "--output="], "--output needs a value: --output DIR"),
    (["train", "a", "--resume=yes"], "--resume takes no value"),
    (["train", "a", "--output", "x", "--output", "y"], "--output is given twice; keep one"),
    (["predict", "a"], "--output FILE.h5 is missing"),
    (["evaluate", "a", "--split", "trainin"], "--split is \"trainin\"; give training"),
    (["evaluate", "a", "--split", "x"], "--split is \"x\"; give one of training, validation, all"),
  ])
  func errorsSayWhatToChange(words: [String], message: String) throws {
    let error = try #require(failure(words))
    let text = "pathline: \(error)\n"
    #expect(text.contains(message), "\(text)")
    #expect(text.contains("Try: pathline"))
    #expect(CommandLineError.exitCode.rawValue == 2)
  }
}

import Host
import Testing
import Text

@testable import pathline

@Suite struct ParsingTests {
  private func arguments(_ words: String...) throws -> Arguments {
    guard case .command(let arguments) = try ProgramSpecification.pathline.parse(words) else {
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
    #expect(train.operand("JOB") == "job.json5")
    #expect(train.texts("--set") == ["training.steps=5", "seed=1", "-x=1"])
    #expect(train.text("--output") == "a=b")
    #expect(train.flag("--resume"))
    #expect(!train.flag("--quiet"))
  }

  @Test func twoDashesEndTheOptions() throws {
    let compare = try arguments("compare", "--", "--a", "-b")
    #expect(compare.operand("A") == "--a")
    #expect(compare.operand("B") == "-b")
    #expect(try arguments("inspect", "-").operand("FILE") == "-")
  }

  @Test func optionalOperandsMayBeAbsent() throws {
    let data = try arguments("data")
    #expect(data.operand("NAME") == nil)
    #expect(throws: CommandLineError(problem: .missingOperand("NAME"), command: "pathline data")) {
      try data.requiredOperand("NAME")
    }
    #expect(throws: CommandLineError(problem: .missingOption("--output FILE.h5"), command: "pathline data")) {
      try data.requiredText("--output")
    }
  }

  @Test func numbersAreChecked() throws {
    let data = try arguments("data", "spiral", "--samples", "12", "--noise", "0.5", "--seed", "-1")
    #expect(try data.wholeNumber("--samples", atLeast: 1) == 12)
    #expect(try data.number("--noise", atLeast: 0) == 0.5)
    #expect(try data.wholeNumber("--observations", atLeast: 1) == nil)
    #expect(throws: CommandLineError.self) { try data.wholeNumber("--seed", atLeast: 0) }
    #expect(throws: CommandLineError.self) { try data.number("--noise", atLeast: 1) }
    #expect(throws: CommandLineError.self) { try arguments("data", "--noise", "nan").number("--noise", atLeast: 0) }
    #expect(throws: CommandLineError.self) {
      try arguments("data", "--samples", "1.5").wholeNumber("--samples", atLeast: 0)
    }
  }

  @Test func gridsAreEvenlySpaced() throws {
    let words = ["predict", "run", "--output", "x.h5", "--times"]
    func grid(_ text: String) throws -> TimeGrid? {
      guard case .command(let arguments) = try ProgramSpecification.pathline.parse(words + [text]) else { return nil }
      return try arguments.timeGrid("--times")
    }
    #expect(try grid("0:1:5")?.times == [0, 0.25, 0.5, 0.75, 1])
    #expect(try grid("2:-1:2")?.times == [2, -1])
    // 0.2 + (0.9 - 0.2) rounds below 0.9; the last time is the stop all the same.
    let fine = try #require(try grid("0.2:0.9:11")).times
    #expect(fine.count == 11 && fine.first == 0.2 && fine.last == 0.9)
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

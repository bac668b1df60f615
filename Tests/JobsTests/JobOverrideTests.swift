import ODE
import Testing
import Text
import Jobs

@Suite struct JobOverrideTests {
  private func read(_ overrides: String...) throws -> Job {
    try Job.read(
      "{ data: { file: 'a.h5' }, training: { steps: 10, optimizer: { rate: 0.5 } } }".utf8, source: "j",
      overrides: overrides)
  }

  private func problem(_ override: String) -> String? {
    #expect(throws: JobError.self) { try read(override) }?.description
  }

  @Test func valuesReplaceAndAdd() throws {
    let job = try read("training.steps=50", "training.optimizer.beta1=.5", "data.window.length=0x10", "seed=+3")
    #expect(
      job.training.length == .steps(50) && job.training.optimizer.beta1 == 0.5 && job.training.optimizer.rate == 0.5)
    #expect(job.data.window?.length == 16 && job.seed == 3)
    #expect(try read("field.hidden=[1, 2,]").field.hidden == [1, 2])
    #expect(try read("training.optimizer={kind: 'sgd'}").training.optimizer.rate == 1e-3, "whole sections are replaced")
  }

  @Test func textNeedsNoQuotes() throws {
    #expect(try read("solver.method=tsit5").solver.method == "tsit5")
    #expect(try read("solver.method='tsit5'").solver.method == "tsit5")
    #expect(try read("gradient.memory=2 MiB").gradient.memory == .mebibytes(2))
    #expect(try read("gradient.memory=4096").gradient.memory.bytes == 4096)
    #expect(try read("title=a = b: c").title == "a = b: c")
    #expect(try read("data.file=../b.h5").data.file == "../b.h5")
  }

  @Test func theLastOneHolds() throws {
    #expect(try read("seed=1", "seed=2").seed == 2)
  }

  @Test func nullRemoves() throws {
    #expect(try read("training.steps=null", "training.epochs=2").training.length == .epochs(2))
    #expect(try read("training.optimizer.rate=null").training.optimizer.rate == 1e-3)
    #expect(try read("title=x", "title=null").title == nil)
  }

  @Test func elementsOfListsAreNamedByTheirPlace() throws {
    let list = "model.events=[{component: 0}, {component: 1, level: 2}]"
    let job = try read(
      list, "model.events[1].level=5", "model.events[1].direction=rising", "model.events[0]={component: 3}")
    #expect(job.model.events.map(\.component) == [3, 1] && job.model.events.map(\.level) == [0, 5])
    #expect(job.model.events[1].direction == .rising)
    func problem(_ override: String) -> String? {
      #expect(throws: JobError.self) { try read(list, override) }?.description
    }
    #expect(
      problem("model.events[2].level=1")
        == "--set model.events[2].level=1: model.events[2].level is beyond the 2 elements of its list; give the list "
        + "as a whole, or a smaller place")
    #expect(
      problem("model.events.level=1")
        == "--set model.events.level=1: there is no key model.events.level; did you mean model.events[0].level?")
    #expect(
      problem("model.events[1].levle=1")?.hasSuffix("no key model.events[1].levle; did you mean model.events[1].level?")
        == true)
    #expect(
      problem("model.loss[0]=l1")?.hasSuffix("there is no key model.loss[0]; did you mean model.loss?") == true)
    #expect(problem("model.events[1].level='a'")?.contains("model.events[1].level is the text \"a\"") == true)
  }

  @Test func errorsPointAtTheOption() {
    #expect(
      problem("training.stps=5") == "--set training.stps=5: there is no key training.stps; did you mean training.steps?"
    )
    #expect(problem("training.steps.x=5")?.contains("there is no key training.steps.x") == true)
    #expect(
      problem("training.batch=0")
        == "--set training.batch=0: training.batch is 0, but must be at least 1 and at most 1000000000")
    #expect(
      problem("data.scale=[3}")
        == "--set data.scale=[3} (character 14): expected ',' or ']' after an element of the array, found '}'")
    for text in ["abc", "3}", "-nan", "nan", "1e-5x", "1,2", "twenty"] {
      #expect(
        problem("training.batch=\(text)")
          == "--set training.batch=\(text): training.batch is the text \"\(text)\"; give a whole number at least 1")
    }
    #expect(problem("training.clip=-nan")?.hasSuffix("the text \"-nan\"; give a number above 0") == true)
    #expect(problem("training=abc")?.hasSuffix("training is the text \"abc\"; give an object in { }") == true)
    #expect(
      problem("training.batch=") == "--set training.batch= (character 16): expected a value, found the end of the text")
    #expect(problem("training") == "--set training: expected key=value, for example training.steps=50")
    #expect(problem("=5") == "--set =5: expected key=value, for example training.steps=50")
    #expect(
      problem("training.optimizer={rte: 1}") == "--set training.optimizer={rte: 1} (character 21): there is no key "
        + "training.optimizer.rte; did you mean training.optimizer.rate?")
    #expect(problem("solver.step=1")?.hasPrefix("--set solver.step=1: solver.step has no effect") == true)
  }
}

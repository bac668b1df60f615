import Testing
import Text

@testable import Jobs

/// Every fault of a job is named with its place, its key, its cause and its cure.
@Suite struct JobProblemTests {
  /// The problems of a job whose sections are filled so that nothing is missing, one line a problem.
  private func problems(_ text: String, _ overrides: [String] = []) -> [String] {
    let error = #expect(throws: JobError.self) { try Job.read(text.utf8, source: "j", overrides: overrides) }
    return error?.problems.map(\.description) ?? []
  }

  /// The problems of a text in which a bar marks the place of the only one, without that place.
  private func problem(at marked: String) -> [String] {
    let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines.firstIndex { $0.contains("|") } ?? 0
    let column = lines[line].prefix { $0 != "|" }.count + 1
    let place = "j:\(line + 1):\(column): "
    return problems(marked.replacing("|", with: "")).map {
      $0.hasPrefix(place) ? String($0.dropFirst(place.count)) : "not at \(place)" + $0
    }
  }

  @Test(arguments: [
    ("solver: {|metod: 'rk4'}", "there is no key solver.metod; did you mean solver.method?"),
    ("|solvr: {}", "there is no key solvr; did you mean solver?"),
    ("|batch: 3", "there is no key batch; did you mean training.batch?"),
    ("gradient: {|frob: 3}", "there is no key gradient.frob; the keys here are method, memory, bound and norm"),
    ("seed: |'one'", "seed is the text \"one\"; give a whole number at least 0 and below 2^63"),
    ("seed: |-1", "seed is -1, but must be at least 0 and below 2^63"),
    (
      "seed: |18446744073709551615",
      "seed is 1.8446744073709552e19; give a whole number at least 0 and below 2^63"
    ),
    ("model: {augment: |1.5}", "model.augment is 1.5; give a whole number at least 0"),
    ("model: {augment: |2000000000}", "model.augment is 2000000000, but must be at least 0 and at most 1000000000"),
    ("field: {time: |1}", "field.time is 1; give true or false"),
    ("field: {hidden: |50}", "field.hidden is 50; give a list of whole numbers in [ ]"),
    ("field: {hidden: |[5, 0]}", "field.hidden is 0, but must be at least 1 and at most 1000000000"),
    (
      "field: {activation: |'tahn'}",
      "field.activation is \"tahn\"; did you mean \"tanh\"? Known are tanh, sigmoid, "
        + "softplus, relu, elu, gelu, silu, sine, exp and identity"
    ),
    ("precision: |'half'", "precision is \"half\"; give one of float32 or float64"),
    ("solver: {relativeTolerance: |0}", "solver.relativeTolerance is 0, but must be above 0 and below 1"),
    ("solver: {absoluteTolerance: |NaN}", "solver.absoluteTolerance is NaN, but must be above 0"),
    ("solver: {absoluteTolerance: |[1, 0]}", "solver.absoluteTolerance is 0, but must be above 0, or Infinity"),
    (
      "solver: {absoluteTolerance: |'1'}",
      "solver.absoluteTolerance is the text \"1\"; give a number above 0, or a list of numbers in [ ]"
    ),
    ("solver: {jumpTimes: |[1, NaN]}", "solver.jumpTimes is NaN, but must be finite"),
    ("solver: {norm: |'l2'}", "solver.norm is \"l2\"; give one of rms or max"),
    (
      "checkpoint: {everySeconds: |Infinity}",
      "checkpoint.everySeconds is Infinity, but must be at least 0"
    ),
    (
      "gradient: {memory: |'64 MB'}",
      "gradient.memory is the text \"64 MB\"; give a byte count such as \"64 MiB\" "
        + "(units B, KiB, MiB, GiB, TiB) or 65536"
    ),
    ("gradient: {memory: |10}", "gradient.memory is 10, but must be at least 1 KiB and below 8192 TiB"),
    (
      "output: {directory: |''}",
      "output.directory is the text \"\", but must be at least one character long and "
        + "without the character U+0000"
    ),
    ("title: |5", "title is 5; give a text in quotes"),
    ("model: |[1]", "model is a list; give an object in { }"),
    ("earlyStop: |{}", "earlyStop.patience is missing; add it with a whole number at least 1"),
    ("solver: |{method: 'rk4'}", "solver.step is missing; add it with a number above 0"),
    (
      "solver: {|step: 1}",
      "solver.step has no effect because solver.method is dopri5; remove it, or make "
        + "solver.method euler, midpoint, heun2, ralston2, leapfrog, heun3, rk4 or rk4-38"
    ),
    (
      "solver: {method: 'euler', step: 1, |absoluteTolerance: 1}",
      "solver.absoluteTolerance has no effect because "
        + "solver.method is euler; remove it, or make solver.method alf, reversibleHeun, heun21, fehlberg21, bosh3, "
        + "dopri5, tsit5, vern7, dopri8, adams, kvaerno3, esdirk4, esdirk5, ros34pw2, rodas5p, kencarp3, kencarp4 or "
        + "kencarp5"
    ),
    ("solver: |{method: 'kencarp4'}", "solver.stiffPart is missing; add it with one of linear"),
    (
      "field: {linear: -1}, solver: {|stiffPart: 'linear'}",
      "solver.stiffPart has no effect because solver.method is dopri5; remove it, or make solver.method kencarp3, "
        + "kencarp4 or kencarp5"
    ),
    (
      "field: {linear: -1}, solver: {method: 'kencarp4', stiffPart: |'linaer'}",
      "solver.stiffPart is \"linaer\"; did you mean \"linear\"? Known are linear"
    ),
    (
      "solver: {method: 'kencarp4', stiffPart: |'linear'}",
      "solver.stiffPart \"linear\" needs field.linear; set field.linear, for example to 0, or use a method that takes "
        + "the field as a whole"
    ),
    (
      "gradient: {method: |'interpolated'}, field: {linear: 0}, solver: {method: 'kencarp3', stiffPart: 'linear'}",
      "gradient.method backsolve and interpolated need an explicit solver.method; make gradient.method discrete: "
        + "solved backward, a stiff field grows instead of decaying"
    ),
    ("field: {linear: |NaN}", "field.linear is NaN, but must be finite"),
    (
      "model: {|huberDelta: 1}",
      "model.huberDelta has no effect because model.loss is l2; remove it, or make "
        + "model.loss huber"
    ),
    (
      "gradient: {|bound: 1}",
      "gradient.bound has no effect because gradient.method is discrete; remove it, or "
        + "make gradient.method backsolve or reversible"
    ),
    (
      "solver: {|segment: 9}",
      "solver.segment has no effect because solver.method is dopri5; remove it, or make solver.method leapfrog, alf, "
        + "reversibleHeun or one with solver.coupling"
    ),
    (
      "gradient: {method: |'reversible'}",
      "gradient.method reversible needs a solver.method that takes steps back (leapfrog, alf or reversibleHeun) or "
        + "solver.coupling; set solver.coupling, for example 0.999, or make gradient.method discrete"
    ),
    (
      "gradient: {method: |'backsolve'}, solver: {coupling: 0.99}",
      "gradient.method backsolve and interpolated need a solver.method that carries nothing from step to step (not "
        + "leapfrog, alf, reversibleHeun or adams) and no solver.coupling; make gradient.method discrete, or "
        + "reversible for a method that takes steps back"
    ),
    (
      "solver: {minimumStep: |2, maximumStep: 1}",
      "solver.minimumStep must not exceed solver.maximumStep; make the "
        + "minimum smaller or the maximum larger"
    ),
    (
      "solver: {firstStep: |2, maximumStep: 1}",
      "solver.firstStep must lie between solver.minimumStep and "
        + "solver.maximumStep; change it, or remove it to have it chosen"
    ),
    (
      "solver: {method: 'esdirk5'}, gradient: {method: |'backsolve'}",
      "gradient.method backsolve and interpolated need an explicit solver.method; make gradient.method discrete: "
        + "solved backward, a stiff field grows instead of decaying"
    ),
    ("model: {events: |{component: 0}}", "model.events is an object; give a list of objects in [ ]"),
    ("model: {events: [{component: 0}, |3]}", "model.events[1] is 3; give an object in { }"),
    (
      "model: {events: [{component: 0}, {component: 1, |levle: 2}]}",
      "there is no key model.events[1].levle; did you mean model.events[1].level?"
    ),
    ("model: {events: [|{level: 2}]}", "model.events[0].component is missing; add it with a whole number at least 0"),
    (
      "model: {events: [{component: 0, direction: |'fallng'}]}",
      "model.events[0].direction is \"fallng\"; did you mean \"falling\"? Known are rising, falling and either"
    ),
    (
      "model: {events: [{component: 0, effect: |'terminate'}]}",
      "model.events[0].effect is \"terminate\"; give one of note or jump"
    ),
    (
      "model: {events: [{component: 0, |shift: [1]}]}",
      "model.events[0].shift has no effect because model.events[0].effect is note; remove it, or make "
        + "model.events[0].effect jump"
    ),
    (
      "model: {|eventLimit: 3}",
      "model.eventLimit has no effect because model.events is empty; remove it, or make model.events a list of events"
    ),
    (
      "model: {events: |[{component: 0, effect: 'jump'}]}",
      "an event with the effect \"jump\" needs scale, shift or both; say what becomes of the state: scale * state + "
        + "shift, one number for each component"
    ),
    (
      "model: {events: |[{component: 0}]}, gradient: {method: 'backsolve'}",
      "model.events needs gradient.method \"discrete\"; make gradient.method discrete, or remove the events"
    ),
    (
      "model: {events: |[{component: 0}], regularization: {jacobian: 1}}",
      "model.events and model.regularization exclude each other; set the weights to 0, or remove the events"
    ),
    (
      "model: {events: |[{component: 0, effect: 'jump', shift: [1]}]}, solver: {method: 'alf'}",
      "an event with the effect \"jump\" needs a solver.method that carries nothing beside the state (not alf or "
        + "reversibleHeun) and no solver.coupling; use another method, or make the effect note"
    ),
    (
      "earlyStop: {patience: |1}, evaluation: {everySteps: 0}",
      "earlyStop needs evaluations during the run; set "
        + "evaluation.everySteps above 0, or remove earlyStop"
    ),
    ("a: |}", "expected a value, found '}'"),
  ])
  func oneFault(sections: String, message: String) {
    #expect(problem(at: "{ data: {file: 'a'}, training: {steps: 9},\n\(sections)}") == [message])
  }

  @Test(arguments: [
    (
      "{steps: 9, epochs: |2}",
      "training.steps and training.epochs exclude each other; keep one and remove the other, "
        + "or set it to null"
    ),
    (
      "|{schedule: {warmup: 1}}",
      "training.steps is missing; add it with a whole number at least 1, or give training.epochs"
    ),
    ("|{batch: 4}", "training.steps is missing; add it with a whole number at least 1, or give training.epochs"),
    (
      "{steps: 9, group: |65}",
      "training.group must not exceed training.batch; make the group smaller or the batch "
        + "larger"
    ),
    (
      "{steps: 9, schedule: {warmup: |9}}",
      "training.schedule.warmup must be less than training.steps; warm up for "
        + "fewer steps or train for more"
    ),
    (
      "{steps: 9, schedule: {|every: 9}}",
      "training.schedule.every has no effect because training.schedule.kind is "
        + "constant; remove it, or make training.schedule.kind step"
    ),
    (
      "{steps: 9, schedule: |{kind: 'step'}}",
      "training.schedule.every is missing; add it with a whole number at "
        + "least 1"
    ),
    (
      "{steps: 9, optimizer: {kind: 'sgd', nesterov: |true}}",
      "training.optimizer.nesterov needs "
        + "training.optimizer.momentum above 0; set a momentum, for example 0.9, or set nesterov to false"
    ),
    (
      "{steps: 9, optimizer: {|momentum: 0.5}}",
      "training.optimizer.momentum has no effect because "
        + "training.optimizer.kind is adam; remove it, or make training.optimizer.kind sgd or rmsprop"
    ),
  ])
  func oneFaultOfTraining(section: String, message: String) {
    #expect(problem(at: "{data: {file: 'a'}, training: \(section)}") == [message])
  }

  @Test func anEmptyJobLacksItsRequiredKeys() {
    #expect(
      problems("{}") == [
        "j:1:1: data.file is missing; add it with a path",
        "j:1:1: training.steps is missing; add it with a whole number at least 1, or give training.epochs",
      ])
    #expect(problems("[]") == ["j:1:1: the job is a list; give an object in { }"])
  }

  @Test func allFaultsAreReportedInTheOrderOfTheFile() {
    let lines = problems(
      "{\n training: {steps: 0, optimizer: {kind: 'adma', beta1: 1}},\n data: {fil: 'a'},\n}", ["solver.x=1", "y"])
    #expect(
      lines.map { $0.prefix { $0 != ";" && $0 != "," } } == [
        "j:2:20: training.steps is 0", "j:2:41: training.optimizer.kind is \"adma\"",
        "j:2:56: training.optimizer.beta1 is 1",
        "j:3:8: data.file is missing", "j:3:9: there is no key data.fil",
        "--set solver.x=1: there is no key solver.x", "--set y: expected key=value",
      ])
  }

  /// Every value of the table refuses what cannot be its type, at the place where it stands.
  @Test func everyKeyChecksItsType() throws {
    for path in JobSchema.root.paths() {
      let value = JobSchema.root.entry(at: path.split(separator: "."))?.isText == true ? "''" : "[[{}]]"
      let element = path.replacing("model.events.", with: "model.events[0].")
      let error = #expect(throws: JobError.self, "\(path)") {
        try Job.read(
          "{data: {file: 'a'}, training: {steps: 1}, model: {events: [{component: 0, effect: 'jump'}]}}".utf8,
          source: "j", overrides: ["\(element)=\(value)"])
      }
      // The elements of a list are judged one by one.
      let keys = [element, element + "[0]"]
      #expect(
        error?.problems.contains { keys.contains($0.key) && $0.position.source.hasPrefix("--set") } == true, "\(path)")
    }
  }
}

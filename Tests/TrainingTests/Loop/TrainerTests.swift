import Foundation
import Host
import Jobs
import Messaging
import Networks
import ODE
import Storage
import Testing
import Text
import TrainingSupport

@testable import Training

/// Whole runs on one rank.
@Suite struct TrainerTests {
  @Test("Training lowers the loss and the error on samples it never saw")
  func learns() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 150)
    job.evaluation.everySteps = 50
    job.checkpoint.everySteps = 0
    let outcome = try fixture.train(job)
    #expect(outcome.status == .finished && outcome.step == 150 && outcome.exitCode == .done)
    let history = try fixture.records("run")
    #expect(history.steps.map(\.step) == Array(1...150))
    let start = history.steps[..<10].map(\.loss).reduce(0, +)
    let end = history.steps[140...].map(\.loss).reduce(0, +)
    #expect(end < 0.02 * start)
    #expect(history.evaluations.map(\.step) == [50, 100, 150])
    #expect(history.evaluations.allSatisfy { $0.split == "validation" && $0.samples == 3 })
    let last = try #require(history.evaluations.last)
    #expect(last.explainedVariance.allSatisfy { $0 > 0.9 && $0 <= 1 })
    for file in ["job.json5", "metrics.jsonl", "history.h5", "latest", "checkpoints/best.h5"] {
      #expect(FileManager.default.fileExists(atPath: fixture.path("run", file)))
    }
    #expect(String(decoding: try fixture.bytes("run", "latest"), as: UTF8.self) == "checkpoints/step-00000150.h5\n")
    #expect(!FileManager.default.fileExists(atPath: fixture.path("run", "lock")))
    for part in ["finished: 150 of 150 steps", "best.h5", "pathline evaluate"] {
      #expect(outcome.summary.contains(part))
    }
  }

  @Test("A run stopped after any step and resumed ends with the same bytes", arguments: [Precision.float32, .float64])
  func resumes(_ precision: Precision) throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 9, run: "whole")
    job.precision = precision.job
    // A job's checkpoints hold its output directory, so all runs use the same one, moved aside when it is done.
    try fixture.train(job)
    let whole = try (1...9).map { try fixture.checkpointBytes("whole", $0) }
    let records = try fixture.records("whole")
    let best = try fixture.bytes("whole", "checkpoints/best.h5")
    #expect(records.steps.count == 9 && records.evaluations.map(\.step) == [4, 8, 9])
    for stop in 1..<9 {
      try FileManager.default.removeItem(atPath: fixture.path("whole", ""))
      // Asked once before the first step and then once in each.
      var steps = -1
      let stopped = try fixture.train(job) {
        steps += 1
        return steps == stop
      }
      #expect(stopped.status == .interrupted && stopped.step == stop && stopped.exitCode == .stopped)
      let resumed = try fixture.train(job, resume: true)
      #expect(resumed.status == .finished && resumed.step == 9)
      for step in stop + 1...9 { #expect(try fixture.checkpointBytes("whole", step) == whole[step - 1]) }
      #expect(try fixture.records("whole") == records)
      #expect(try fixture.bytes("whole", "checkpoints/best.h5") == best)
    }
  }

  @Test("A longer run continues a finished one as if it had been meant so from the start")
  func extends() throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 9))
    let whole = try fixture.checkpointBytes("run", 9)
    let records = try fixture.records("run")
    // The run of 6 steps ends with an evaluation of its own, of which the longer run must know nothing.
    try fixture.train(fixture.job(steps: 6), overwrite: true)
    #expect(try fixture.records("run").evaluations.map(\.step) == [4, 6])
    try fixture.train(fixture.job(steps: 9), resume: true)
    #expect(try fixture.checkpointBytes("run", 9) == whole)
    #expect(try fixture.records("run") == records)
  }

  @Test(
    "A damaged newest checkpoint is passed over, and the run still ends with the same bytes", arguments: [0.5, 0.99])
  func fallsBack(where: Double) throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 7))
    let whole = try fixture.checkpointBytes("run", 7)
    let records = try fixture.records("run")
    for damage in 0..<3 {
      try fixture.train(fixture.job(steps: 5), overwrite: true)
      var bytes = try fixture.checkpointBytes("run", 5)
      switch damage {
      case 0: bytes[Int(`where` * Double(bytes.count))] ^= 4
      case 1: bytes = bytes.prefix(Int(`where` * Double(bytes.count)))
      default: bytes = Data()
      }
      try bytes.write(to: URL(filePath: fixture.checkpoint("run", 5)))
      try fixture.train(fixture.job(steps: 7), resume: true)
      #expect(try fixture.checkpointBytes("run", 7) == whole)
      #expect(try fixture.records("run") == records)
    }
  }

  @Test("A run without an intact checkpoint is not silently started again")
  func refusesToRestart() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 3)
    job.checkpoint.keep = 1
    try fixture.train(job)
    try Data("nonsense".utf8).write(to: URL(filePath: fixture.checkpoint("run", 3)))
    let error = #expect(throws: PathlineError.self) { try fixture.train(job, resume: true) }
    #expect(error?.kind == .data && error?.description.contains("none of 1 checkpoints is intact") == true)
  }

  @Test("A directory with a run is neither overwritten nor resumed unasked")
  func refusesToOverwrite() throws {
    let fixture = try TrainingFixture()
    let job = fixture.job(steps: 2)
    try fixture.train(job)
    let before = try fixture.checkpointBytes("run", 2)
    let error = #expect(throws: PathlineError.self) { try fixture.train(job) }
    #expect(error?.kind == .job && error?.description.contains("--resume") == true)
    #expect(try fixture.checkpointBytes("run", 2) == before)
    // Where no run was begun there is none to resume: the name may be wrong by a letter.
    let absent = #expect(throws: PathlineError.self) {
      try fixture.train(fixture.job(steps: 2, run: "other"), resume: true)
    }
    #expect(absent?.kind == .job && absent?.description.contains("there is no run to resume") == true)
    #expect(!FileManager.default.fileExists(atPath: fixture.path("other", "")))
  }

  @Test("A checkpoint of another job is refused by the names of what differs")
  func refusesOtherJob() throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 2))
    var job = fixture.job(steps: 4)
    job.training.optimizer.rate = 0.5
    job.solver.method = "bosh3"
    job.checkpoint.keep = 2
    let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job, resume: true) })
    #expect(error.kind == .job)
    #expect(error.description.contains("training.optimizer.rate (0.5, was 0.02)"))
    #expect(error.description.contains("solver.method"))
    #expect(!error.description.contains("keep") && !error.description.contains("training.steps"))
    // Stretching a cosine schedule would change the rates of steps already done.
    var cosine = fixture.job(steps: 2, run: "cosine")
    cosine.training.schedule.kind = .cosine
    try fixture.train(cosine)
    cosine.training.length = .steps(5)
    let stretched = try #require(#expect(throws: PathlineError.self) { try fixture.train(cosine, resume: true) })
    #expect(stretched.description.contains("training.steps (5, was 2)"))
    // Other data under another name, wherever in the file they differ.
    let before = try fixture.files("run")
    for index in [3, 190, 383] {
      let other = try TrainingFixture(corrupt: (index: index, value: 0.25))
      var moved = fixture.job(steps: 4)
      moved.data.file = other.data
      let data = try #require(#expect(throws: PathlineError.self) { try fixture.train(moved, resume: true) })
      #expect(data.kind == .data && data.description.contains("another data set"))
    }
    #expect(try fixture.files("run") == before)
  }

  @Test("The byte budget of a reversible gradient decides how steps come back and must stay; that of others may change")
  func budgetOnResuming() throws {
    let fixture = try TrainingFixture()
    for method in [JobGradient.Method.discrete, .reversible] {
      var job = fixture.job(steps: 2, run: method.rawValue)
      job.solver.method = "alf"
      job.gradient.method = method
      try fixture.train(job)
      job.training.length = .steps(4)
      job.gradient.memory = ByteCount(bytes: 128 << 20)
      guard method == .reversible else {
        #expect(try fixture.train(job, resume: true).step == 4)
        continue
      }
      let before = try fixture.files(method.rawValue)
      let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job, resume: true) })
      #expect(error.kind == .job && error.description.contains("gradient.memory (\"128 MiB\", was \"64 MiB\")"))
      #expect(try fixture.files(method.rawValue) == before)
    }
  }

  @Test("A checkpoint of a program that did not know a key yet is that key's default")
  func olderCheckpoint() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 2)
    try fixture.train(job)
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    let file = try CheckpointFile(bytes: [UInt8](fixture.checkpointBytes("run", 2)), path: "c.h5")
    try file.restore(setup.state)
    // Keys at the root, in a section, and a section.
    let unknown = ["onFailure", "norm", "earlyStop", "kineticEnergy", "jacobian", "secondDerivative", "regularization"]
    let lines = file.job.split(separator: "\n", omittingEmptySubsequences: false)
    var text = lines.filter { line in !unknown.contains { line.contains($0 + ":") } }.joined(separator: "\n")
    text = text.replacing("    },\n  },\n  field", with: "  },\n  field")
    #expect(text != file.job)
    let identity = CheckpointIdentity(
      job: text, title: job.title, seed: job.seed, data: file.data, seriesNames: nil,
      optimizer: job.training.optimizer.kind.rawValue)
    try Data(try CheckpointWriter.checkpoint(setup.state, of: identity))
      .write(to: URL(filePath: fixture.checkpoint("run", 2)))
    job.training.length = .steps(4)
    job.solver.onFailure = .drop
    let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job, resume: true) })
    #expect(error.kind == .job && error.description.contains("solver.onFailure (\"drop\", was \"fail\")"))
    #expect(error.description.components(separatedBy: ", was ").count == 2, "\(error)")
    job.solver.onFailure = .fail
    #expect(try fixture.train(job, resume: true).step == 4)
    // The run is the one that was not interrupted.
    try fixture.train(fixture.job(steps: 4, run: "whole"))
    #expect(try fixture.checkpointBytes("run", 4) == fixture.checkpointBytes("whole", 4))
  }

  @Test("A run that fails or is stopped before its first new step leaves every byte as it was")
  func leavesUntouched() throws {
    let fixture = try TrainingFixture()
    let job = fixture.job(steps: 5)
    try fixture.train(job)
    // The evaluation at the end is the best one, and a longer run would not know of it.
    let best = try CheckpointFile(bytes: [UInt8](fixture.bytes("run", "checkpoints/best.h5")), path: "best.h5")
    try #require(best.step == 5)
    var before = try fixture.files("run")
    let stopped = try fixture.train(fixture.job(steps: 9), resume: true) { true }
    #expect(stopped.status == .interrupted && stopped.step == 5 && stopped.exitCode == .stopped)
    #expect(try fixture.files("run") == before)
    let replaced = try fixture.train(fixture.job(steps: 9), overwrite: true) { true }
    #expect(replaced.status == .interrupted && replaced.step == 0)
    #expect(try fixture.files("run") == before)

    var failing = fixture.job(steps: 9)
    failing.solver.maximumSteps = 1
    let overwriting = try #require(#expect(throws: PathlineError.self) { try fixture.train(failing, overwrite: true) })
    #expect(overwriting.exitCode == .numerical)
    #expect(try fixture.files("run") == before)

    try spoilCheckpoint(fixture, job, step: 5)
    before = try fixture.files("run")
    // An evaluation is due before the first new step, and must not be written ahead of it either.
    var evaluating = fixture.job(steps: 9)
    evaluating.evaluation.everySteps = 5
    for job in [fixture.job(steps: 9), evaluating] {
      let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job, resume: true) })
      #expect(error.exitCode == .numerical && error.description.hasPrefix("step 6, "))
      #expect(try fixture.files("run") == before)
    }
  }

  /// Makes the parameters of a checkpoint so large that the next step must fail.
  private func spoilCheckpoint(_ fixture: TrainingFixture, _ job: Job, step: Int) throws {
    let setup = try TrainingSetup<Double>(job, fixture.communicator)
    let file = try CheckpointFile(bytes: [UInt8](fixture.checkpointBytes("run", step)), path: "c.h5")
    try file.restore(setup.state)
    for index in 0..<setup.state.layout.count { setup.state.parameters[index] *= 1e200 }
    let identity = CheckpointIdentity(
      job: file.job, title: job.title, seed: job.seed, data: file.data, seriesNames: file.seriesNames,
      optimizer: job.training.optimizer.kind.rawValue)
    try Data(try CheckpointWriter.checkpoint(setup.state, of: identity))
      .write(to: URL(filePath: fixture.checkpoint("run", step)))
  }

  @Test("A finished run that is resumed is evaluated again and stays the same run")
  func resumesFinished() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 5)
    job.output.trajectories = true
    try fixture.train(job)
    let before = try fixture.files("run")
    let records = try fixture.records("run")
    let again = try fixture.train(job, resume: true)
    #expect(again.status == .finished && again.step == 5)
    let after = try fixture.files("run")
    #expect(after.keys.sorted() == before.keys.sorted())
    // These two hold times.
    for (name, content) in before where !["metrics.jsonl", "history.h5"].contains(name) {
      #expect(after[name] == content, "\(name)")
    }
    #expect(try fixture.records("run") == records)
  }

  @Test("Two runs do not share a directory")
  func locks() throws {
    let fixture = try TrainingFixture()
    let directory = RunDirectory(path: fixture.path("run", ""))
    try directory.make()
    let lock = try RunLock(path: directory.lock, owner: "process 1 on node7")
    let error = #expect(throws: PathlineError.self) { try fixture.train(fixture.job(steps: 1)) }
    #expect(error?.kind == .job && error?.description.contains("in use by process 1 on node7") == true)
    withExtendedLifetime(lock) {}
  }

  @Test("Only the newest checkpoints are kept, and the best parameters beside them")
  func retention() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 9)
    job.checkpoint.everySteps = 2
    job.checkpoint.keep = 2
    try fixture.train(job)
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.path("run", "checkpoints")).sorted()
    #expect(names == ["best.h5", "step-00000008.h5", "step-00000009.h5"])
  }

  @Test("The same job writes the same checkpoint twice")
  func reproducible() throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 3))
    let first = try fixture.checkpointBytes("run", 3)
    try fixture.train(fixture.job(steps: 3), overwrite: true)
    #expect(try fixture.checkpointBytes("run", 3) == first)
  }

  @Test("A run without progress stops early, also when it is resumed")
  func earlyStop() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 100)
    job.evaluation.everySteps = 2
    job.earlyStop = JobEarlyStop(patience: 3)
    // No loss can fall by so much, so the first evaluation stays the only progress.
    job.earlyStop?.minimumImprovement = 1e9
    let outcome = try fixture.train(job)
    #expect(outcome.status == .stoppedEarly && outcome.step == 8 && outcome.exitCode == .done)
    let again = try fixture.train(job, resume: true)
    #expect(again.status == .stoppedEarly && again.step == 8)
  }

  @Test("Epochs count the passes over the training samples")
  func epochs() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 1)
    job.training.length = .epochs(2)
    // 9 training samples, 2 windows each, batches of 8: 8 + 8 + 2.
    #expect(try fixture.train(job).step == 6)
    let records = try fixture.records("run").steps
    #expect(records.map(\.samples) == [8, 8, 2, 8, 8, 2])
    #expect(records.map(\.groups) == [3, 3, 1, 3, 3, 1])
    #expect(records.map(\.epoch) == [0, 0, 0, 1, 1, 1])
  }

  @Test("A job shorter than the run that is there is refused, and says from where on there is work")
  func nothingLeft() throws {
    let fixture = try TrainingFixture()
    // Batches of 8 from 9 samples with two windows each: 3 an epoch.
    try fixture.train(fixture.job(steps: 10))
    let files = try fixture.files("run")
    for (length, words) in [
      (JobLength.steps(9), ["has 10 steps", "a job of 9", "training.steps above 10"]),
      (.epochs(2), ["has 10 steps", "a job of 6", "training.epochs above 3"]),
    ] {
      var job = fixture.job(steps: 1)
      job.training.length = length
      let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job, resume: true) })
      #expect(error.exitCode == .badRequest)
      for word in words { #expect(error.description.contains(word), "\(error)") }
      #expect(try fixture.files("run") == files)
    }
    // What is just done is no reason to complain, and one epoch more is work.
    #expect(try fixture.train(fixture.job(steps: 10), resume: true).step == 10)
    var job = fixture.job(steps: 1)
    job.training.length = .epochs(4)
    #expect(try fixture.train(job, resume: true).step == 12)
  }

  @Test("A failed solve is an error with exit code 5 that names step and samples")
  func failedSolve() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 3)
    job.solver.maximumSteps = 1
    let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job) })
    #expect(error.exitCode == .numerical)
    #expect(error.description.hasPrefix("step 1, sample"))
    #expect(error.description.contains("solver.maximumSteps"))
  }

  @Test("A bad value is an error with exit code 3 that names file and sample, and stops before the first update")
  func badData() throws {
    let fixture = try TrainingFixture(corrupt: nil)
    var job = fixture.job(steps: 3)
    job.precision = .float32
    job.data.scale = [1, 1e-60]
    let error = try #require(#expect(throws: PathlineError.self) { try fixture.train(job) })
    #expect(error.exitCode == .badData)
    #expect(error.description.contains("spiral.h5") && error.description.contains("data.scale"))
    job.data.scale = [1, 1, 1]
    let scale = try #require(#expect(throws: PathlineError.self) { try fixture.train(job) })
    #expect(scale.exitCode == .badRequest && scale.description.contains("data.scale has 3 numbers"))
    job.data.scale = nil
    job.data.file += ".missing"
    #expect(throws: PathlineError.self) { try fixture.train(job) }
  }

  @Test("Checkpoints by the clock are written between steps")
  func byTheClock() throws {
    let fixture = try TrainingFixture()
    var job = fixture.job(steps: 4)
    job.checkpoint.everySteps = 0
    job.checkpoint.everySeconds = 1e-9
    try fixture.train(job)
    for step in 1...4 { #expect(FileManager.default.fileExists(atPath: fixture.checkpoint("run", step))) }
    job.checkpoint.everySeconds = 3600
    try fixture.train(job, overwrite: true)
    #expect(try RunDirectory(path: fixture.path("run", "")).checkpointSteps() == [4])
  }

  @Test("A directory that vanishes is an error with exit code 4, not a run without checkpoints")
  func lostDirectory() throws {
    let fixture = try TrainingFixture()
    let error = try #require(
      #expect(throws: PathlineError.self) {
        try fixture.train(fixture.job(steps: 50)) {
          try? FileManager.default.removeItem(atPath: fixture.path("run", "checkpoints"))
          return false
        }
      })
    #expect(error.exitCode == .inputOutput && error.description.contains("checkpoints"))
  }

  @Test("A dry run checks everything and writes nothing")
  func dryRun() throws {
    let fixture = try TrainingFixture()
    var options = TrainOptions()
    options.dryRun = true
    options.quiet = true
    let job = fixture.job(steps: 5)
    let outcome = try Trainer.run(job, options: options, communicator: fixture.communicator)
    #expect(outcome.status == .checked)
    #expect(outcome.summary.contains("9 for training, 3 for validation"))
    #expect(outcome.summary.contains("3 groups of 3"))
    #expect(!FileManager.default.fileExists(atPath: fixture.path("run", "")))
  }
}

/// The number types, as an argument of tests.
enum Precision: String, CaseIterable, Sendable {
  case float32
  case float64

  var job: JobPrecision { self == .float32 ? .float32 : .float64 }
}

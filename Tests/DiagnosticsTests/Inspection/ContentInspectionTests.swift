import Foundation
import Storage
import TestSupport
import Testing
import TrainingSupport

@testable import Diagnostics
@testable import Training

@Suite struct ContentInspectionTests {
  @Test("A checkpoint tells its step, its layers and its best evaluation")
  func checkpoint() throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 4))
    let inspection = try FileInspection(fixture.checkpoint("run", 4))
    guard case .checkpoint(let checkpoint)? = inspection.content else {
      Issue.record("\(inspection.lines)")
      return
    }
    #expect(inspection.kind == "checkpoint" && inspection.seal == .intact && inspection.problems == [])
    #expect(checkpoint.step == 4 && checkpoint.precision == "float64" && checkpoint.seed == 7)
    // A 2-8-2 network: 2 x 8 + 8 + 8 x 2 + 2.
    #expect(checkpoint.parameterCount == 42)
    #expect(checkpoint.layers.map(\.name) == ["layer0.bias", "layer0.weight", "layer1.bias", "layer1.weight"])
    #expect(checkpoint.layers[1].shape == [8, 2])
    #expect(checkpoint.optimizer == "adam" && checkpoint.buffers == ["first", "second"])
    let best = try #require(
      RunHistory(log: fixture.path("run", "metrics.jsonl")).evaluations.first { $0.isBest })
    guard case .checkpoint(let file)? = try FileInspection(fixture.path("run", "checkpoints/best.h5")).content else {
      Issue.record("no best parameters")
      return
    }
    #expect(file.bestLoss == best.loss && file.bestStep == best.step && file.optimizer == nil && file.epoch == nil)
  }

  @Test("A checkpoint whose job was edited, or whose seal is gone, is a problem")
  func editedCheckpoint() throws {
    let fixture = try TrainingFixture()
    try fixture.train(fixture.job(steps: 1))
    var content = try bytes(of: fixture.checkpoint("run", 1))
    content.removeLast(Seal.byteCount)
    let scratch = Scratch()
    let unsealed = try FileInspection(scratch.write(content, "unsealed.h5"))
    #expect(unsealed.problems.count == 1 && unsealed.problems.first?.contains("no seal") == true)
    // Another learning rate of as many digits, sealed again.
    let rate = try #require(Data(content).firstRange(of: Data("rate: 0.02".utf8)))
    content[rate.upperBound - 1] = UInt8(ascii: "3")
    Seal.append(to: &content)
    let edited = try FileInspection(scratch.write(content, "edited.h5"))
    #expect(edited.seal == .intact)
    #expect(edited.problems.count == 1 && edited.problems.first?.contains("job_sha256") == true)
  }

  @Test("A ragged data set with gaps tells samples, lengths, times and what is missing")
  func series() throws {
    let scratch = Scratch()
    var mask = [UInt8](repeating: 1, count: 3 * 4 * 2)
    mask[5] = 0
    // Behind the second sample's length: not a value, missing or not.
    mask[15] = 0
    var times = [Double](repeating: 0, count: 12)
    for sample in 0..<3 { for step in 0..<4 { times[sample * 4 + step] = Double(20 - 10 * sample + step) } }
    var writer = SeriesFileWriter(
      values: [Float](repeating: 1, count: 24), sampleCount: 3, timeCount: 4, seriesCount: 2, times: .perSample(times))
    writer.mask = mask
    writer.lengths = [4, 2, 3]
    writer.names = ["hare", "lynx"]
    try writer.publish(to: scratch.file("a.h5"))
    let inspection = try FileInspection(scratch.file("a.h5"))
    guard case .series(let series)? = inspection.content else {
      Issue.record("\(inspection.lines)")
      return
    }
    #expect(series.samples == 3 && series.series == ["hare", "lynx"] && !series.sharesTimes)
    #expect(series.shortest == 2 && series.longest == 4)
    #expect(series.earliest == 0 && series.latest == 23)
    #expect(series.values == 18 && series.missing == 1)
    #expect(inspection.problems == [])
  }

  @Test("A value nothing marks as missing is a problem with its place")
  func badSeries() throws {
    let scratch = Scratch()
    let path = try scratch.publish("a.h5") { image in
      try image.setAttribute("pathline_kind", "series")
      try image.addDimension("sample", length: 2)
      try image.addCoordinate("time", values: [0.0, 1, 2])
      try image.addDimension("series", length: 1)
      try image.addDataset("values", dimensions: ["sample", "time", "series"], values: [1, 2, 3, 4, Float.nan, 6])
    }
    let inspection = try FileInspection(path)
    #expect(inspection.seal == .intact)
    #expect(inspection.problems.count == 1)
    #expect(inspection.problems.first?.hasPrefix("/values, sample 1, step 1, series 0") == true)
    #expect(inspection.datasets.first { $0.path == "/values" }?.statistics?.nanCount == 1)
  }
}

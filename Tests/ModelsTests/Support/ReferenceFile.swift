import Foundation
import Kernels
import Models
import Networks
import ODE

/// The fixture that `Fixtures/make_reference.py` writes.
struct ReferenceFile: Decodable {
  struct Sample: Decodable {
    let times: [Double]
    let values: [[Double?]]
    let states: [[Double]]
  }

  struct Loss: Decodable {
    let kind: String
    let parameter: Double

    var loss: TrajectoryLoss {
      switch kind {
      case "l1": .l1
      case "l2": .l2
      case "huber": .huber(delta: parameter)
      default: .relative(floor: parameter)
      }
    }
  }

  struct Case: Decodable, Sendable {
    let method: String
    let step: Double
    let series: Int
    let augment: Int
    let hidden: [Int]
    let activation: String
    let includesTime: Bool
    let power: Int
    let loss: Loss
    let samples: [Sample]
    let parameters: [Double]
    let lossSum: Double
    let gradient: [Double]
  }

  let cases: [Case]

  static func read() throws -> ReferenceFile {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../Fixtures/trajectory_reference.json")
    return try JSONDecoder().decode(ReferenceFile.self, from: Data(contentsOf: url))
  }
}

extension ReferenceFile.Case {
  /// The model with its group filled from the file.
  func model<Scalar: KernelScalar>(_ type: Scalar.Type, stepping: Stepping, memory: Int) throws -> TrajectoryModel<
    Scalar
  > {
    let model = try TrajectoryModel(
      field: MLPField<Scalar>(
        stateCount: series + augment, hidden: hidden, activation: Activation(rawValue: activation)!,
        includesTime: includesTime, power: power),
      augment: augment, series: series, loss: loss.loss,
      options: SolveOptions(method: Method(named: method)!, control: .fixed(step: step), stepping: stepping),
      gradient: .discrete, samples: samples.count, observations: samples.map(\.times.count).max()!, memory: memory)
    let group = model.group
    group.samples = samples.count
    for (column, sample) in samples.enumerated() {
      group.counts[column] = Int32(sample.times.count)
      for (k, values) in sample.values.enumerated() {
        group.times[k * group.columns + column] = sample.times[k]
        for (row, value) in values.enumerated() {
          let place = (k * series + row) * group.columns + column
          group.values[place] = Scalar(value ?? .nan)
          group.mask[place] = value == nil ? 0 : 1
        }
      }
    }
    return model
  }
}

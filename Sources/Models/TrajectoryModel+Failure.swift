import Kernels
import Networks
import ODE

/// Where a group's loss went wrong; searched for only once it has.
extension TrajectoryModel {
  /// What is wrong with the first observation of a sample.
  func badStart(of sample: Int) -> ModelError {
    for series in 0..<group.series where group.mask[series * group.columns + sample] == 0 {
      return .incompleteStart(sample: sample, series: series)
    }
    let values = (0..<group.series).map { Double(group.values[$0 * group.columns + sample]) }
    let series = values.firstIndex { !$0.isFinite } ?? 0
    return .nonFiniteLoss(
      sample: sample, observation: 0, series: series, value: values[series], prediction: values[series])
  }

  /// The observed value that its prediction misses most: the first one by more than any number, if there is one.
  func worstMiss() -> ModelError {
    var worst = (residual: -1.0, sample: 0, observation: 0, series: 0, value: 0.0, prediction: 0.0)
    search: for sample in 0..<group.samples {
      for observation in 0..<Int(comparedCounts[sample]) {
        for series in 0..<group.series {
          let place = (observation * group.series + series) * group.columns + sample
          if group.mask[place] == 0 { continue }
          let value = Double(group.values[place])
          let prediction = Double(predictions[(observation * field.stateCount + series) * group.columns + sample])
          let residual = abs(prediction - value)
          if residual <= worst.residual { continue }
          worst = (residual, sample, observation, series, value, prediction)
          if !residual.isFinite { break search }
        }
      }
    }
    return .nonFiniteLoss(
      sample: worst.sample, observation: worst.observation, series: worst.series, value: worst.value,
      prediction: worst.prediction)
  }

  /// The first integral of a regulariser that is not a finite number.
  func worstRegularizer() -> ModelError {
    for (cost, regularizer) in regularizer.used.enumerated() {
      for sample in 0..<group.samples {
        let value = solver.costValues[cost, sample]
        if !value.isFinite { return .nonFiniteRegularizer(sample: sample, regularizer, value: value) }
      }
    }
    return .nonFiniteRegularizer(sample: 0, regularizer.used.first ?? .kineticEnergy, value: .infinity)
  }
}

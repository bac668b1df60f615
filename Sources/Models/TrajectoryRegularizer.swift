import Kernels
import Networks
import ODE

/// The regularisers of a trajectory model: their running costs, their probes, and how they enter the objective.
struct TrajectoryRegularizer<Scalar: KernelScalar> {
  typealias Field = MLPField<Scalar>

  /// The running costs, in the order of ``used``.
  let costs: [any RunningCost<Field>]
  let used: [Regularizer]
  private let regularization: Regularization
  /// Nil where no probe is needed.
  private let probes: ProbeVectors<Scalar>?
  private let generator: Philox

  init(_ regularization: Regularization, states: Int, samples: Int) {
    self.regularization = regularization
    used = regularization.used
    generator = Philox(seed: regularization.seed)
    let probes = used.contains(.jacobian) ? ProbeVectors<Scalar>(rows: states, samples: samples) : nil
    self.probes = probes
    costs = used.compactMap { regularizer in
      switch regularizer {
      case .kineticEnergy: KineticEnergy()
      case .jacobian: probes.map { JacobianNorm(probes: $0) }
      case .secondDerivative: SecondDerivativeCost()
      }
    }
  }

  /// The memory the probes take.
  var bytes: Int { probes?.bytes ?? 0 }

  /// Draws a vector of random signs for each sample of a group, from its key and the group's round alone.
  func draw(for group: SeriesGroup<Scalar>) {
    guard let probes else { return }
    for sample in 0..<group.samples {
      var bits = SIMD4<UInt32>.zero
      for row in 0..<probes.rows {
        if row % 128 == 0 {
          bits = generator.bits(.probe, group.round, group.keys[sample], block: UInt32(row / 128))
        }
        let isNegative = bits[row / 32 % 4] >> UInt32(row % 32) & 1 == 1
        probes.values[row, sample] = isNegative ? -1 : 1
      }
    }
  }

  /// Adds a sample's integrals to the sums of its group, each counted `entries` times, and writes the gradient with
  /// respect to them.
  ///
  /// `values` and `cotangents` are those of the solver, `[cost, columns]`.
  func charge(
    sample: Int, entries: Int, forward: Bool, values: Columns<Double>,
    cotangents: MutableColumns<Double>, to sums: inout GroupSums
  ) {
    for (cost, regularizer) in used.enumerated() {
      // An integral backward in time is negative; what is charged is the way, not its direction.
      let share = Double(forward ? entries : -entries)
      sums.regularizers[regularizer.index] += share * values[cost, sample]
      sums.objectiveSum += regularization[regularizer] * share * values[cost, sample]
      cotangents[cost, sample] = regularization[regularizer] * share
    }
  }
}

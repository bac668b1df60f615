import Host
import Jobs
import Kernels
import Models
import Networks
import ODE
import Text

/// The model a job describes, for a data set with so many series.
package struct ModelFactory<Scalar: TrainingScalar> {
  /// The vector field.
  package let field: MLPField<Scalar>
  private let job: Job
  private let series: Int

  /// Plans the model.
  package init(_ job: Job, series: Int) {
    self.job = job
    self.series = series
    field = MLPField(
      stateCount: series + job.model.augment, hidden: job.field.hidden, activation: job.field.activation,
      includesTime: job.field.time, power: job.field.power, hasLinearPart: job.field.linear != nil)
  }

  /// What the components of the state are divided by: the series as the job says, the others by nothing.
  private var stateDivisors: [Double] {
    (job.data.scale ?? [Double](repeating: 1, count: series)) + [Double](repeating: 1, count: job.model.augment)
  }

  private var events: EventConfiguration<Scalar>? {
    job.model.events.isEmpty ? nil : EventConfiguration(job.model, divisors: stateDivisors)
  }

  /// What is only judged is judged by its residuals.
  private func regularization(_ withGradient: Bool) -> Regularization {
    withGradient ? Regularization(job.model.regularization, seed: job.seed) : Regularization()
  }

  /// The bytes of the model that ``model(samples:observations:withGradient:)`` makes.
  ///
  /// They are those of the steps that the budget of the gradient keeps, and all others.
  ///
  /// - Throws: A `.job` error where the byte budget is too small.
  func bytes(samples: Int, observations: Int, withGradient: Bool) throws(PathlineError) -> (fixed: Int, steps: Int) {
    do {
      return try TrajectoryModel.bytes(
        field: field, series: series, regularization: regularization(withGradient), events: events,
        options: SolveOptions(job.solver), gradient: withGradient ? GradientMethod(job.gradient) : nil,
        samples: samples, observations: observations, memory: job.gradient.memory.bytes)
    } catch {
      throw PathlineError(.job, "\(error)")
    }
  }

  /// Makes a model with its memory.
  ///
  /// - Parameters:
  ///   - samples: the most items of a group.
  ///   - observations: the most observations of an item.
  ///   - withGradient: whether gradients are wanted.
  /// - Throws: A `.job` error where the byte budget is too small.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func model(samples: Int, observations: Int, withGradient: Bool) throws(PathlineError) -> TrajectoryModel<
    Scalar
  > {
    do {
      return try TrajectoryModel(
        field: field, augment: job.model.augment, series: series, loss: TrajectoryLoss(job.model),
        regularization: regularization(withGradient), events: events, options: SolveOptions(job.solver),
        gradient: withGradient ? GradientMethod(job.gradient) : nil,
        samples: samples, observations: observations, memory: job.gradient.memory.bytes)
    } catch {
      throw PathlineError(.job, "\(error)")
    }
  }
}

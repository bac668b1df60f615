import Kernels

/// The events a solve looks for, and how closely.
public struct EventConfiguration<Scalar: KernelScalar>: Sendable {
  /// The kinds of events; an event in ``EventLog`` is named by its index here.
  public let events: [Event<Scalar>]
  /// In how many places of each step the functions are looked at, the end included; default 8.
  public let samplesPerStep: Int
  /// The most events one sample may have in one solve, default 16; one more is an error of kind `eventLimit`.
  public let capacity: Int

  /// Whether any event changes the course of the solve.
  public var cutsSteps: Bool { events.contains { $0.effect.cutsStep } }

  /// Whether any event ends the solve of its sample.
  public var endsSolves: Bool {
    events.contains { if case .terminate = $0.effect { true } else { false } }
  }

  /// Makes sure that a method can go through the events.
  func check(_ method: Method) throws(SolverError) {
    // An auxiliary state would have to start anew where an event cuts the step.
    if cutsSteps && method.parts > 1 { throw SolverError(kind: .events) }
  }

  /// Gathers the events; counts are at least 1.
  public init(_ events: [Event<Scalar>], samplesPerStep: Int = 8, capacity: Int = 16) {
    precondition(samplesPerStep >= 1 && capacity >= 1, "events need a place to be looked for and one to be kept")
    self.events = events
    self.samplesPerStep = samplesPerStep
    self.capacity = capacity
  }
}

/// The times of the observations of a data set.
public enum SeriesTimes: Sendable, Equatable {
  /// One time per step, the same for all samples: [time].
  case shared([Double])
  /// Own times of each sample: [sample, time], row-major; entries behind a sample's length are ignored.
  case perSample([Double])
}

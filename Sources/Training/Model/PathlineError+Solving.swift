import Host
import Models
import ODE
import Text

extension PathlineError {
  /// Says where in the data set and in training a group failed.
  ///
  /// - Parameters:
  ///   - error: what the model reports, with samples counted within the group.
  ///   - items: the group's items.
  ///   - place: what was being done, as `step 12`.
  ///   - address: how one item, or a whole group, is called.
  package init(
    _ error: ModelError, items: [SolveItem], place: String,
    address: (_ item: SolveItem?, _ items: [SolveItem]) -> String = Self.address
  ) {
    switch error {
    case .solver(var error):
      let item = error.sample.map { items[$0] }
      error.sample = nil
      let kind: Kind =
        switch error.kind {
        case .invalid: .data
        case .memory, .options: .job
        default: .numerical
        }
      self.init(kind, "\(place), \(address(item, items)): \(error.description).")
    case .incompleteStart(let sample, _):
      self.init(.data, "\(place), \(address(items[sample], items)): a series has no value where the solve starts.")
    case .nonFiniteRegularizer(let sample, let regularizer, let value):
      self.init(
        .numerical,
        """
        \(place), \(address(items[sample], items)): the integral of the regulariser \(regularizer.rawValue) is \
        \(NumberText.shortest(value)): lower the learning rate or model.regularization.\(regularizer.rawValue).
        """)
    case .nonFiniteLoss(let sample, let observation, let series, let value, let prediction):
      let cure =
        value.isFinite
        ? "lower the learning rate, clip the gradient, or check the initial parameters"
        : "correct the data, or mark the value as missing"
      self.init(
        value.isFinite ? .numerical : .data,
        """
        \(place), \(address(items[sample], items)): the loss at the item's observation \(observation), series \
        \(series), is not a finite number (observed \(NumberText.shortest(value)), predicted \
        \(NumberText.shortest(prediction))): \(cure).
        """)
    }
  }

  /// Names one item, or the samples of a whole group.
  package static func address(_ item: SolveItem?, _ items: [SolveItem]) -> String {
    guard let item else { return "samples " + items.map { "\($0.sample)" }.joined(separator: " ") }
    return "sample \(item.sample), observations \(item.start) to \(item.start + item.length - 1)"
  }
}

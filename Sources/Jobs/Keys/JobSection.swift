/// A part of the job whose keys are one table: how each is read, checked, defaulted, written and explained.
protocol JobSection: Sendable {
  /// What reading starts from: every default; required keys are always overwritten.
  static var template: Self { get }

  /// The keys, in the order they are written; a key that others' conditions name stands before them.
  static var keys: [JobKey<Self>] { get }
}

/// Where the choice of order of a method of several steps stands.
struct OrderState: BitwiseCopyable {
  /// The order of the predictor.
  var order: Int32 = 1
  /// How many steps of the size at hand have been taken, this one not counted.
  var steady: Int32 = 0
  /// How many trials in a row were rejected.
  var failures: Int32 = 0
  /// 1 while order and step rise from the start, 0 afterwards.
  var isRising: Int32 = 1
}

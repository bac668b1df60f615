/// The plan of what an ``MLPField`` keeps for second derivatives: the first row of each array.
///
/// Second derivatives and tangent tape are laid out as the tape is (``MLPTape``): block by block of columns.
///
/// | array | rows | written by | read by |
/// |---|---|---|---|
/// | of the input: `power (power - 1) y^(power - 2)` | state rows (0 if power 1) | writeSecondDerivatives | pullBack |
/// | second derivative: per hidden layer `phi''(z)` | width | writeSecondDerivatives | pullBack |
/// | tangent tape: tangent of the input | input rows | product | gradient |
/// | tangent tape: tangent of the state | state rows (0 when power is 1) | product | pullBack |
/// | tangent tape: per hidden layer, tangent of `z` | width | product | pullBack |
/// | tangent tape: per hidden layer, tangent of `phi(z)` | width | product | next layer, gradient |
/// | tangent tape: per hidden layer, cotangent of the tangent of `z` | width | pullBack | gradient |
/// | tangent tape: per hidden layer, cotangent of `z` | width | pullBack | gradient |
/// | tangent tape: the cotangent of the product | state rows | pullBack | gradient |
/// | tape: cotangents of the input and of its tangent | input rows each | pullBack, for a linear part product | same |
struct MLPSecondOrder: Sendable, Equatable {
  /// The rows of one hidden layer.
  struct Layer: Sendable, Equatable {
    let secondDerivative: Int
    let rate: Int
    let tangent: Int
    let rateDelta: Int
    let delta: Int
  }

  let inputSecondDerivative: Int
  let secondDerivativeRows: Int
  let inputTangent: Int
  let stateTangent: Int
  let layers: [Layer]
  let outputDelta: Int
  let inputDelta: Int
  let inputTangentDelta: Int
  let recordRows: Int

  /// Plans for a field of `stateCount` rows whose first layer reads `inputs` rows and whose hidden layers have the
  /// given widths.
  init(stateCount: Int, inputs: Int, hasInputSecondDerivative: Bool, widths: [Int]) {
    var secondDerivative = hasInputSecondDerivative ? stateCount : 0
    var tangentTape = inputs
    func take(_ rows: Int, from next: inout Int) -> Int {
      defer { next += rows }
      return next
    }
    inputSecondDerivative = 0
    inputTangent = 0
    stateTangent = take(hasInputSecondDerivative ? stateCount : 0, from: &tangentTape)
    layers = widths.map {
      Layer(
        secondDerivative: take($0, from: &secondDerivative), rate: take($0, from: &tangentTape),
        tangent: take($0, from: &tangentTape),
        rateDelta: take($0, from: &tangentTape), delta: take($0, from: &tangentTape))
    }
    outputDelta = take(stateCount, from: &tangentTape)
    inputDelta = take(inputs, from: &tangentTape)
    inputTangentDelta = take(inputs, from: &tangentTape)
    secondDerivativeRows = secondDerivative
    recordRows = tangentTape
  }
}

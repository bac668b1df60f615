/// What the content of a data set of series must be, on reading and on writing.
struct SeriesCheck {
  let path: String

  /// Lengths lie between 1 and `timeCount`.
  func lengths(_ lengths: [Int64], timeCount: Int) throws(StorageError) {
    guard let sample = lengths.firstIndex(where: { $0 < 1 || $0 > Int64(timeCount) }) else { return }
    throw error(
      "/length, sample \(sample)",
      "the sample has \(lengths[sample]) observations, but the time axis holds \(timeCount)",
      cure: "give every sample 1 to \(timeCount) observations")
  }

  /// Times are finite and strictly increasing, or strictly decreasing; `first` is the step of the first one.
  func times(_ times: UnsafePointer<Double>, count: Int, from first: Int, sample: Int?) throws(StorageError) {
    let rising = count < 2 || times[1] > times[0]
    for step in 0..<count {
      let ordered = step == 0 || (rising ? times[step] > times[step - 1] : times[step] < times[step - 1])
      guard times[step].isFinite, ordered else {
        let place = sample.map { "/times, sample \($0), step \(first + step)" } ?? "/time, step \(first + step)"
        guard times[step].isFinite else {
          throw error(
            place, "the time is \(times[step])",
            cure: "write a finite time"
              + (sample == nil ? "" : ", or end the sample before it with /length where it has no more observations"))
        }
        throw error(
          place, "the time \(times[step]) follows \(times[step - 1]), so the times neither rise nor fall strictly",
          cure: "sort the observations by time and remove repeated ones")
      }
    }
  }

  /// A mask holds ones and zeros only.
  func mask(
    _ mask: UnsafePointer<UInt8>, count: Int, series: Int, from first: Int, sample: Int
  ) throws(StorageError) {
    var bad = 0
    for index in 0..<count { bad &+= mask[index] > 1 ? 1 : 0 }
    guard bad > 0, let index = (0..<count).first(where: { mask[$0] > 1 }) else { return }
    throw error(
      "/mask, sample \(sample), step \(first + index / series), series \(index % series)",
      "the mask is \(mask[index])", cure: "write 1 where a value is observed and 0 where it is missing")
  }

  /// Observed values are finite.
  func values<Value: BinaryFloatingPoint>(
    _ values: UnsafePointer<Value>, mask: UnsafePointer<UInt8>?, count: Int, series: Int, from first: Int, sample: Int
  ) throws(StorageError) {
    // Counted without a branch, so that the common case runs at the speed of memory.
    var bad = 0
    if let mask {
      for index in 0..<count { bad &+= (values[index] - values[index] == 0) || mask[index] == 0 ? 0 : 1 }
    } else {
      for index in 0..<count { bad &+= values[index] - values[index] == 0 ? 0 : 1 }
    }
    guard bad > 0,
      let index = (0..<count).first(where: { !values[$0].isFinite && (mask == nil || mask?[$0] == 1) })
    else { return }
    throw error(
      "/values, sample \(sample), step \(first + index / series), series \(index % series)",
      "the value is \(values[index]), but nothing marks it as missing",
      cure: mask == nil
        ? "correct it, or add /mask with 0 where values are missing" : "correct it, or set /mask to 0 there")
  }

  /// No length is a number that stands for a missing one.
  func lengths(_ lengths: [Int64], noneOf marks: [Double]) throws(StorageError) {
    guard !marks.isEmpty, let sample = lengths.firstIndex(where: { marks.contains(Double($0)) }) else { return }
    throw missing("/length, sample \(sample)", "length", Double(lengths[sample]), cure: "give every sample its length")
  }

  /// No time is a number that stands for a missing one; `first` is the step of the first one.
  func times(
    _ times: UnsafePointer<Double>, count: Int, from first: Int, sample: Int?, noneOf marks: [Double]
  ) throws(StorageError) {
    guard !marks.isEmpty, let step = (0..<count).first(where: { marks.contains(times[$0]) }) else { return }
    let place = sample.map { "/times, sample \($0), step \(first + step)" } ?? "/time, step \(first + step)"
    throw missing(place, "time", times[step], cure: "give every observation its time, or leave it out")
  }

  /// No observed value is a number that stands for a missing one.
  func values<Value: BinaryFloatingPoint>(
    _ values: UnsafePointer<Value>, mask: UnsafePointer<UInt8>?, count: Int, series: Int, from first: Int, sample: Int,
    noneOf marks: [Double]
  ) throws(StorageError) {
    guard !marks.isEmpty, case let marks = marks.map({ Value($0) }),
      let index = (0..<count).first(where: { (mask == nil || mask?[$0] == 1) && marks.contains(values[$0]) })
    else { return }
    throw missing(
      "/values, sample \(sample), step \(first + index / series), series \(index % series)", "value",
      Double(values[index]),
      cure: mask == nil
        ? "add /mask with 0 where values are missing, or write the array without that attribute"
        : "set /mask to 0 there, or write the array without that attribute")
  }

  private func missing(_ place: String, _ word: String, _ number: Double, cure: String) -> StorageError {
    error(place, "the \(word) is \(number), which _FillValue or missing_value says is no \(word)", cure: cure)
  }

  private func error(_ object: String, _ problem: String, cure: String) -> StorageError {
    StorageError(.data, path: path, object: object, problem: problem, cure: cure)
  }
}

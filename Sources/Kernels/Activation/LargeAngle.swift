/// Reduction of large angles modulo pi.
///
/// `x / pi` is formed modulo 2 from the bits of `1 / pi` that matter for the size of `x` (Payne and Hanek 1983, "Radian
/// reduction for trigonometric functions"): 192 of them, of which at least 130 are right after the point, while a
/// `Double` comes no closer to a multiple of pi than about 2^-60.
enum LargeAngle {
  /// A zero word and the first 1216 bits of `1 / pi`.
  private static var inversePi: InlineArray<20, UInt64> {
    [
      0x0000000000000000, 0x517cc1b727220a94, 0xfe13abe8fa9a6ee0, 0x6db14acc9e21c820,
      0xff28b1d5ef5de2b0, 0xdb92371d2126e970, 0x0324977504e8c90e, 0x7f0ef58e5894d39f,
      0x74411afa975da242, 0x74ce38135a2fbf20, 0x9cc8eb1cc1a99cfa, 0x4e422fc5defc941d,
      0x8ffc4bffef02cc07, 0xf79788c5ad05368f, 0xb69b3f6793e584db, 0xa7a31fb34f2ff516,
      0xba93dd63f5f2f8bd, 0x9e839cfbc5294975, 0x35fdafd88fc6ae84, 0x2b0198237e3db5d5,
    ]
  }

  /// The remainder `r = x - n pi`, at most pi/2 in magnitude, and whether `n` is odd; `x` is finite and at least 2^16.
  static func reduce(_ x: Double) -> (remainder: Double, isOdd: Bool) {
    let significand = x.significandBitPattern | 1 &<< 52
    // x = significand * 2^power; bits of 1/pi worth 2^(1 - power) or more only add multiples of 2.
    let power = Int(x.exponent) &- 52
    let first = power &- 1 &+ 64
    let (w2, w1, w0) = (word(first), word(first &+ 64), word(first &+ 128))
    let low = significand.multipliedFullWidth(by: w0)
    let middle = significand.multipliedFullWidth(by: w1)
    let (r1, carry) = low.high.addingReportingOverflow(middle.low)
    let r2 = middle.high &+ significand &* w2 &+ (carry ? 1 : 0)
    // The top bit of the 192 is the parity, the next 191 the fraction; read as signed, it lies in -1/2 ... 1/2.
    var fraction = UInt128(r2 &<< 1 | r1 &>> 63) &<< 64 | UInt128(r1 &<< 1 | low.low &>> 63)
    let isNegative = fraction &>> 127 == 1
    if isNegative { fraction = 0 &- fraction }
    let leading = Double(fraction)
    let trailing = Double(Int128(truncatingIfNeeded: fraction &- UInt128(leading)))
    let product = leading * Double.piParts.0
    let error = (-product).addingProduct(leading, Double.piParts.0)
    let correction = error.addingProduct(trailing, Double.piParts.0).addingProduct(leading, Double.piParts.1)
    let remainder = (product + correction) * 0x1p-128
    return ((x < 0) != isNegative ? -remainder : remainder, (r2 &>> 63 == 1) != isNegative)
  }

  /// 64 bits of the table from the given one on.
  private static func word(_ bit: Int) -> UInt64 {
    let shift = UInt64(bit & 63)
    let next = inversePi[bit &>> 6 &+ 1]
    return shift == 0 ? inversePi[bit &>> 6] : inversePi[bit &>> 6] &<< shift | next &>> (64 &- shift)
  }
}

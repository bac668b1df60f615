extension Method {
  /// Kennedy and Carpenter's additive pair ARK3(2)4L[2]SA, Applied Numerical Mathematics 44 (2003) 139-181.
  ///
  /// An explicit method and an L-stable, stiffly accurate ESDIRK method of stage order 2, with the paper's fractions
  /// rounded. Dense output is the paper's, of order 2: weights of order 3 exist, but do not stay bounded for a stiff
  /// part.
  public static let kencarp3 = Method(
    name: "kencarp3", order: 3, embeddedOrder: 2, denseOrder: 2,
    tableau: Tableau(
      explicit: [
        [],
        [0.871733043016918],
        [0.5275890119763004, 0.0724109880236996],
        [0.3990960076760701, -0.4375576546135194, 1.0384616469374492],
      ],
      implicit: [
        [],
        [0.435866521508459],
        [0.2576482460664272, -0.09351476757488625],
        [0.18764102434672383, -0.595297473576955, 0.9717899277217721],
      ],
      diagonal: 0.435866521508459,
      b: [0.18764102434672383, -0.595297473576955, 0.9717899277217721, 0.435866521508459],
      c: [0, 0.871733043016918, 0.6, 1],
      e: [-0.027099261876665316, -0.11013520969201586, 0.10306492520138458, 0.0341695463672966],
      dense: [
        [0.20352450885253262, -0.015883484505808787],
        [-1.8886417335445254, 1.2933442599675704],
        [2.5968145478511913, -1.625024620129419],
        [0.08830267684080172, 0.3475638446676573],
      ]))
}

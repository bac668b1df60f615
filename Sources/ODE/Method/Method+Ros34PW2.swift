extension Method {
  /// Rang and Angermann's W-method ROS34PW2, 3(2), BIT Numerical Mathematics 45 (2005) 761-787: L-stable and stiffly
  /// accurate.
  ///
  /// Step and embedded method keep their orders whatever matrix stands for the Jacobian. The published digits are those
  /// of the solution of all order conditions, W-conditions included, to 1e-16, and were refined to it in 60 digits.
  /// Dense output: the one set of weights of order 3, the same as PETSc's; its order supposes the Jacobian.
  public static let ros34pw2 = Method(
    name: "ros34pw2", order: 3, embeddedOrder: 2, denseOrder: 3,
    tableau: Tableau(
      a: [
        [],
        [0],
        [0, 0.871733043016918],
        [0, 0.8445706001536942, -0.11299064236484185],
        [0, 0, 0, 1],
      ],
      diagonal: 0.435866521508459,
      gamma: [
        [],
        [0],
        [0, -0.871733043016918],
        [0, -0.9033805701304408, 0.054180672388095326],
        [0, 0.24212380706095346, -1.2232505839045147, 0.5452602553351021],
      ],
      b: [0, 0.24212380706095346, -1.2232505839045147, 1.5452602553351023, 0.435866521508459],
      c: [0, 0, 0.871733043016918, 0.7315799577888524, 1],
      e: [0, -0.1359852243972402, -1.1272082916920914, 1.0452602553351023, 0.2179332607542295],
      dense: [
        [0],
        [1.0564298455794099, -1.3864882699759593, 0.5721822314575029],
        [2.2964299742810694, -8.262611700275682, 4.742931142090098],
        [-1.307599564525377, 7.25097989505606, -4.398120075195581],
        [-1.0452602553351023, 2.3981200751955813, -0.9169932983520201],
      ]))
}

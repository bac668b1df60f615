import Kernels

/// What a family of methods does in its own way in an integrator's step, with what it keeps for that.
///
/// The cases are cases of an enumeration, not types behind a protocol, so that an integrator of a known field calls
/// code that is compiled for it.
enum Stepper<Field: VectorField> {
  typealias Scalar = Field.Scalar

  /// Every stage is the field where the stages before it lead: explicit Runge-Kutta methods.
  case explicit
  /// Stages, of an additive method every second one, are solutions of equations for themselves.
  case diagonallyImplicit(DiagonallyImplicitStepper<Field>)
  /// Stages are solutions of linear equations: Rosenbrock's methods.
  case linearlyImplicit(LinearlyImplicitStepper<Field>)
  /// Steps reach back over derivatives of earlier ones: the methods of Adams.
  case multistep(MultistepStepper<Field>)
  /// Steps carry an auxiliary state of the state, treat its halves differently, or can be taken back.
  case carried(CarriedStepper<Field>)

  /// The family of a method; `isRefined` if a gradient will be taken or costs are integrated (``NewtonIteration``).
  init(
    field: Field, options: SolveOptions, history: StepHistory<Scalar>?, capacity: Int, isRefined: Bool, in arena: Arena
  ) {
    let method = options.method
    let tableau = method.tableau
    if let history, let multistep = method.multistep {
      self = .multistep(MultistepStepper(method, multistep, history, capacity: capacity, in: arena))
    } else if tableau.isLinearlyImplicit {
      self = .linearlyImplicit(LinearlyImplicitStepper(field: field, tableau, capacity: capacity, in: arena))
    } else if tableau.isDiagonallyImplicit {
      self = .diagonallyImplicit(
        DiagonallyImplicitStepper(
          field: field, tableau, options.control, capacity: capacity, isRefined: isRefined, in: arena))
    } else if tableau.auxiliary != nil || tableau.partition != nil || method.inverse != nil {
      self = .carried(CarriedStepper(method, capacity: capacity, in: arena))
    } else {
      self = .explicit
    }
  }

  // MARK: For the way back and for tangents

  /// The method of several steps; nil for others.
  var multistep: MultistepStepper<Field>? { if case .multistep(let stepper) = self { stepper } else { nil } }

  /// What carries more than the state; nil where a step starts from the state alone.
  var carried: CarriedStepper<Field>? { if case .carried(let stepper) = self { stepper } else { nil } }

  /// The parts of the field that the stages of an additive method stand for; nil where every stage is the whole field.
  var split: FieldSplit<Scalar>? { if case .diagonallyImplicit(let stepper) = self { stepper.split } else { nil } }

  /// The linear systems of an implicit method; nil for an explicit one.
  var jacobian: StageJacobian<Scalar>? {
    switch self {
    case .diagonallyImplicit(let stepper): stepper.jacobian
    case .linearlyImplicit(let stepper): stepper.jacobian
    case .explicit, .multistep, .carried: nil
    }
  }
}

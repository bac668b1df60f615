/// An argument of a subcommand that is told by its place.
struct OperandSpecification: Sendable {
  /// The name in the usage, in capitals.
  let name: String
  /// Whether the subcommand can do without; only the last operand may be optional.
  var isOptional = false
  /// What the operand is, in a sentence.
  let help: String

  /// The operand as the usage line shows it.
  var usage: String { isOptional ? "[\(name)]" : name }
}

/// An argument of a subcommand that is told by its place.
package struct Operand: Sendable {
  /// The name in the usage, in capitals.
  package let name: String
  /// Whether the subcommand can do without; only the last operand may be optional.
  package let isOptional: Bool
  /// What the operand is, in a sentence.
  package let help: String

  /// Declares an operand.
  package init(_ name: String, isOptional: Bool = false, help: String) {
    self.name = name
    self.isOptional = isOptional
    self.help = help
  }

  /// The operand as the usage line shows it.
  var usage: String { isOptional ? "[\(name)]" : name }
}

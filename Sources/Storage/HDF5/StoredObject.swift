/// A name in an HDF5 file and what it stands for.
public struct StoredObject: Sendable, Equatable {
  /// What a name stands for.
  public enum Kind: Sendable, Equatable {
    /// A group of further names.
    case group
    /// An array.
    case dataset
    /// A type stored on its own.
    case type
    /// An object that has another name too, under which it is listed.
    case alias(of: String)
    /// A link by name, to an object of this or another file that may be missing.
    case link
  }

  /// The absolute path.
  public let path: String
  /// What the name stands for.
  public let kind: Kind
}

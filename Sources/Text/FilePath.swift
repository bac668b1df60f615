import Glibc

/// Paths as text, without asking the file system more than the current directory.
public enum FilePath {
  /// `name` seen from `directory`; an absolute name is itself.
  public static func join(_ directory: String, _ name: String) -> String {
    if name.hasPrefix("/") || directory.isEmpty { return name }
    return directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// All before the last slash: `a/b` of `a/b/c`, empty for a bare name, `/` for a name in the root.
  public static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path without its extension: `spiral` of `jobs/spiral.json5`.
  public static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
    return String(name[..<dot])
  }

  /// The path from the root; the current directory for an empty path.
  ///
  /// The corresponding C function is `getcwd`.
  public static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let buffer = getcwd(nil, 0) else { return path }
    defer { free(buffer) }
    let current = String(cString: buffer)
    return path.isEmpty ? current : join(current, path)
  }
}

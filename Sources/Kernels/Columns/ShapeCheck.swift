/// Stops a program that uses a view against its shape, in builds that define `SHAPE_CHECKS`; nothing in others.
///
/// Views are used where wrong bounds would read a neighbour's numbers without a trace.
@inlinable
@inline(__always)
public func checkShape(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  #if SHAPE_CHECKS
    precondition(condition(), message(), file: file, line: line)
  #endif
}

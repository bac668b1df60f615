import Testing

/// The built program, started as a user starts it.
///
/// One test runs at a time: each starts ranks that want the cores.
@Suite("The program", .serialized, .timeLimit(.minutes(5)))
enum EndToEnd {}

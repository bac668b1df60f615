/// The extents of a matrix product `c[rows, columns] = a[rows, depth] b[depth, columns]`.
struct KernelShape: Equatable, Sendable {
  let rows: Int
  let depth: Int
  let columns: Int

  /// The shapes that are measured: the layers of the workloads W1 and W1b, and squares and strips around them.
  static let measured: [KernelShape] = [
    .init(rows: 50, depth: 2, columns: 32), .init(rows: 2, depth: 50, columns: 32),
    .init(rows: 50, depth: 50, columns: 16), .init(rows: 50, depth: 50, columns: 32),
    .init(rows: 8, depth: 8, columns: 16), .init(rows: 16, depth: 16, columns: 16),
    .init(rows: 32, depth: 32, columns: 32), .init(rows: 64, depth: 64, columns: 16),
    .init(rows: 64, depth: 64, columns: 64), .init(rows: 64, depth: 64, columns: 256),
    .init(rows: 64, depth: 64, columns: 1024), .init(rows: 100, depth: 100, columns: 128),
    .init(rows: 128, depth: 2, columns: 1024), .init(rows: 2, depth: 128, columns: 1024),
    .init(rows: 128, depth: 128, columns: 16), .init(rows: 128, depth: 128, columns: 128),
    .init(rows: 128, depth: 128, columns: 1024), .init(rows: 256, depth: 256, columns: 64),
    .init(rows: 256, depth: 256, columns: 256), .init(rows: 512, depth: 512, columns: 64),
  ]
}

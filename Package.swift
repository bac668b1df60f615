// swift-tools-version: 6.2

import PackageDescription

/// The CPU the build is for: any value of clang's `-march`. Heterogeneous clusters set it to the oldest CPU they hold.
let march = Context.environment["PATHLINE_MARCH"] ?? "native"

/// Every module speaks Swift 6, treats warnings as errors and is compiled for the chosen CPU.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-Xcc", "-march=\(march)"]),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let package = Package(
  name: "pathline",
  products: [
    .executable(name: "pathline", targets: ["pathline"]),
    .library(name: "ODE", targets: ["ODE"]),
  ],
  targets: [
    // MARK: System libraries
    .systemLibrary(
      name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev", "openmpi-bin"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),

    // MARK: The house, lowest room first
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-march=\(march)"])]),
    .target(
      name: "Kernels", dependencies: ["CKernels"], swiftSettings: settings,
      linkerSettings: [.linkedLibrary("m")]),
    .target(name: "ODE", dependencies: ["Kernels"], swiftSettings: settings),
    .target(name: "Networks", dependencies: ["Kernels", "ODE"], swiftSettings: settings),
    .target(name: "Models", dependencies: ["Kernels", "ODE", "Networks"], swiftSettings: settings),
    .target(name: "Messaging", dependencies: ["CMPI"], swiftSettings: settings),
    .target(name: "Storage", dependencies: ["CHDF5"], swiftSettings: settings),
    .target(
      name: "Training",
      dependencies: ["Kernels", "ODE", "Networks", "Models", "Messaging", "Storage"],
      swiftSettings: settings),
    .executableTarget(
      name: "pathline", dependencies: ["Training", "Storage"], swiftSettings: settings,
      linkerSettings: [.unsafeFlags(["-static-stdlib"])]),

    // MARK: Tests
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels"], exclude: ["Fixtures"], swiftSettings: settings),
  ]
)

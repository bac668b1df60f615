// swift-tools-version: 6.2

import Foundation
import PackageDescription

/// The CPU the build is for, as a value of clang's `-march`.
///
/// Heterogeneous clusters set it to the oldest CPU they hold.
let march = Context.environment["PATHLINE_MARCH"] ?? "native"

/// Whether views check indices and shapes (`checkShape`): in checked tests, not in a build that trains.
let checksShapes = Context.environment["PATHLINE_CHECKS"] == "1"

/// The test targets to build, as in `PATHLINE_TESTS="KernelsTests ODETests"`, with what they need and nothing else; nil
/// for everything.
let chosenTests = Context.environment["PATHLINE_TESTS"].map { $0.split(separator: " ").map { String($0) } }

/// The pkg-config module of HDF5: the serial build by its own name where the system has one (Debian and its kin, where
/// plain `hdf5` may mean the build for MPI), else `hdf5`.
let hdf5: String = {
  let named = (Context.environment["PKG_CONFIG_PATH"] ?? "").split(separator: ":").map { String($0) }
  let roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"]
  // Debian keeps one directory per architecture below /usr/lib.
  let nested = roots.flatMap { root in
    ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).map { "\(root)/\($0)" }
  }
  let directories = named + (roots + nested + ["/usr/share"]).map { "\($0)/pkgconfig" }
  let hasSerial = directories.contains { FileManager.default.fileExists(atPath: "\($0)/hdf5-serial.pc") }
  return hasSerial ? "hdf5-serial" : "hdf5"
}()

/// Every module speaks Swift 6, treats warnings as errors and is compiled for the chosen CPU.
let settings: [SwiftSetting] =
  (checksShapes ? [.define("SHAPE_CHECKS")] : []) + [
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
      name: "CHDF5", pkgConfig: hdf5, providers: [.apt(["libhdf5-dev"])]),

    // MARK: The house, lowest room first
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-march=\(march)"])]),
    .target(
      name: "Kernels", dependencies: ["CKernels"], swiftSettings: settings,
      linkerSettings: [.linkedLibrary("m")]),
    .target(name: "ODE", dependencies: ["Kernels"], swiftSettings: settings),
    .target(name: "Networks", dependencies: ["Kernels", "ODE"], swiftSettings: settings),
    .target(name: "Models", dependencies: ["Kernels", "ODE", "Networks"], swiftSettings: settings),
    .target(name: "Text", swiftSettings: settings),
    .target(name: "CHost"),
    .target(name: "Host", dependencies: ["CHost", "Text"], swiftSettings: settings),
    .target(name: "Messaging", dependencies: ["CMPI", "CHost", "Host"], swiftSettings: settings),
    .target(name: "Storage", dependencies: ["CHDF5", "CHost", "Host"], swiftSettings: settings),
    .target(name: "Jobs", dependencies: ["Kernels", "ODE", "Networks", "Text"], swiftSettings: settings),
    .target(
      name: "Training",
      dependencies: ["Kernels", "ODE", "Networks", "Models", "Text", "Jobs", "Host", "Messaging", "Storage"],
      swiftSettings: settings),
    .target(
      name: "DataSets", dependencies: ["Kernels", "ODE", "Text", "Host", "Storage"], swiftSettings: settings),
    .target(
      name: "Diagnostics",
      dependencies: [
        "CHost", "Kernels", "ODE", "Networks", "Models", "Text", "Jobs", "Host", "Messaging", "Storage", "Training",
      ],
      swiftSettings: settings),
    .target(
      name: "Benchmarks",
      dependencies: [
        "Kernels", "ODE", "Networks", "Models", "Text", "Jobs", "Host", "Messaging", "Storage", "Training", "DataSets",
      ],
      swiftSettings: settings),
    .target(name: "CommandParsing", dependencies: ["Text", "Host"], swiftSettings: settings),
    .executableTarget(
      name: "pathline",
      dependencies: [
        "CommandParsing", "Text", "Jobs", "Host", "Messaging", "Training", "Diagnostics", "DataSets", "Benchmarks",
      ],
      swiftSettings: settings),

    // MARK: Tests
    .target(name: "AllocationCount", path: "Tests/AllocationCount"),
    .target(
      name: "TestSupport", dependencies: ["Kernels"], path: "Tests/TestSupport", swiftSettings: settings),
    .target(
      name: "TrainingSupport", dependencies: ["ODE", "Jobs", "Messaging", "Storage", "Training"],
      path: "Tests/TrainingSupport", swiftSettings: settings),
    .executableTarget(
      name: "gradient-bench", dependencies: ["Kernels", "ODE"], path: "Tests/GradientBench", swiftSettings: settings),
    .executableTarget(
      name: "RankCheck", dependencies: ["Messaging"], path: "Tests/RankCheck", swiftSettings: settings),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "TestSupport"], exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "ODETests", dependencies: ["ODE", "Kernels", "AllocationCount", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: settings),
    .testTarget(
      name: "NetworksTests", dependencies: ["Kernels", "ODE", "Networks", "AllocationCount", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Kernels", "ODE", "Networks", "Models", "AllocationCount", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "MessagingTests", dependencies: ["Host", "Messaging", "RankCheck", "TestSupport"], swiftSettings: settings),
    .executableTarget(
      name: "storage-probe", dependencies: ["Storage"], path: "Tests/StorageProbe", swiftSettings: settings),
    .testTarget(
      name: "StorageTests", dependencies: ["Storage", "CHDF5", "storage-probe", "TestSupport"],
      exclude: ["HDF5/interop.py"],
      swiftSettings: settings),
    .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "HostTests", dependencies: ["Host", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "JobsTests", dependencies: ["Kernels", "ODE", "Networks", "Text", "Jobs", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Kernels", "ODE", "Networks", "Models", "Text", "Jobs", "Host", "Messaging", "Storage",
        "AllocationCount", "TestSupport", "TrainingSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "DataSetsTests", dependencies: ["Host", "Storage", "DataSets", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "DiagnosticsTests",
      dependencies: [
        "Kernels", "ODE", "Networks", "Models", "Text", "Jobs", "Host", "Messaging", "Storage", "Training",
        "Diagnostics", "TestSupport", "TrainingSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "BenchmarksTests", dependencies: ["Kernels", "ODE", "Text", "Jobs", "Benchmarks"], swiftSettings: settings),
    .testTarget(
      name: "ExtendingTests",
      dependencies: ["Host", "Kernels", "ODE", "Training", "Storage", "DataSets", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandTests",
      dependencies: ["pathline", "CommandParsing", "Host", "Storage", "Training", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests", dependencies: ["pathline", "TestSupport"], exclude: ["Scripts"], swiftSettings: settings),
  ]
)

if let chosenTests {
  var needed: Set<String> = []
  var waiting = chosenTests
  while let name = waiting.popLast() {
    guard let target = package.targets.first(where: { $0.name == name }) else {
      fatalError("PATHLINE_TESTS: there is no target \(name)")
    }
    guard needed.insert(name).inserted else { continue }
    for case .byNameItem(let dependency, _) in target.dependencies { waiting.append(dependency) }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}

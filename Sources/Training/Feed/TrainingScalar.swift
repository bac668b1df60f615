import Kernels
import Storage

/// A number type that models compute in and files hold: `Float` or `Double`.
package typealias TrainingScalar = KernelScalar & StorageScalar

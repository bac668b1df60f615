import Kernels
import Storage

/// A number type that models compute in and files hold: `Float` or `Double`.
typealias TrainingScalar = Real & StorageScalar

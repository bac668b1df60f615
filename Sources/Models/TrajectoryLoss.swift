import Kernels

/// How a trajectory model counts the residual of an observed value: `l1`, `l2`, `huber(delta:)` or `relative(floor:)`.
public typealias TrajectoryLoss = PointwiseLoss

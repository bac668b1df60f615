/// The elementwise update rules of the optimisers, each one pass over parameters, gradient and state.
///
/// Every function is compiled for `Float` and `Double` and picks its copy once per call, so that generic callers lose
/// nothing. No element depends on another: the bits do not depend on how the loop is vectorised.
public enum OptimizerKernels {}

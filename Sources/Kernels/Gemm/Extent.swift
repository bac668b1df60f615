/// A number known to the compiler, passed to pick the shape of a tile.
struct Extent<let count: Int> {}

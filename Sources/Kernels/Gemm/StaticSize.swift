/// A number known to the compiler, passed to pick the shape of a tile.
struct StaticSize<let count: Int> {}

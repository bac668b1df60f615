extension Range<Int> {
  /// The part of it that a rank takes: neighbours, as many for each as can be.
  package func share(of rank: Int, ranks: Int) -> Range<Int> {
    lowerBound + count * rank / ranks..<lowerBound + count * (rank + 1) / ranks
  }
}

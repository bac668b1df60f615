import Host
import Jobs
import Messaging

extension Job {
  /// Reads the job file on every rank and makes sure that all have read the same job; a collective call.
  ///
  /// Each host may keep its files in a place of its own, so paths may differ: what is in the files is compared when
  /// they are read.
  /// - Throws: A `.job` error with everything that is wrong, or with the keys that differ and the rank where they do.
  public static func load(
    _ path: String, overrides: [String], communicator: Communicator
  ) throws(PathlineError) -> Job {
    let job = try Collective.onEveryRank(communicator) { () throws(PathlineError) in
      do throws(JobError) {
        return try load(path, overrides: overrides)
      } catch {
        throw PathlineError(.job, "\(error)")
      }
    }
    let own = job.withoutPlaces.resolved()
    try Collective.requireSame(own, communicator) { first, owner in
      let keys = try? JobDifference.all(old: first, source: owner, new: own) { "\($0) (\($2), there \($1))" }
      return PathlineError(
        .job,
        """
        \(path): the job is not that of \(owner): it has another \((keys ?? []).joined(separator: ", ")); give all \
        hosts the same job file and options.
        """)
    }
    return job
  }

  /// The job without the places of its files.
  private var withoutPlaces: Job {
    var job = self
    job.data.file = "."
    job.field.parameters = field.parameters.map { _ in "." }
    job.output.directory = "."
    return job
  }
}
